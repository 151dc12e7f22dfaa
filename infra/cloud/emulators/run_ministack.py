"""
Starts MiniStack 1.4.21 with what it gets wrong mended, none of which AWS does, and with two pages of our own:
/_aws/ses lists sent mails as LocalStack does, /_despacho/calls which function called what.
"""

import json
from datetime import datetime, timedelta, timezone

from observe import observed
from parent import end_with_parent

import ministack.app
from ministack.core import lambda_runtime
from ministack.services import sqs
from ministack.services.cloudformation import handlers, provisioners, stacks
from ministack.services.cloudformation.helpers import _resolve_template

last = datetime.now(timezone.utc)


def ever_later() -> str:
    """Events of one millisecond are listed in the wrong order, and a deploy waits for an end that it has passed."""
    global last
    last = max(datetime.now(timezone.utc), last + timedelta(milliseconds=1))
    return last.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


create_queue = provisioners._sqs_create


def create_queue_with_redrive(logical_id, props, stack_name):
    """CloudFormation drops a queue's redrive policy."""
    url, attributes = create_queue(logical_id, props, stack_name)
    policy = props.get("RedrivePolicy")
    if policy is not None:
        text = policy if isinstance(policy, str) else json.dumps(policy)
        sqs._queues[url]["attributes"]["RedrivePolicy"] = text
    return url, attributes


validate = handlers._validate_template


def validate_wherever_it_is(params):
    """ValidateTemplate knows no TemplateURL, which is how a large template comes."""
    body, fault = _resolve_template(params)
    return fault or validate({**params, "TemplateBody": [body]})


start_worker = lambda_runtime.Worker.__init__


def start_named_worker(self, func_name, config, code_zip):
    """The SDK names its application in each request: that is how a call is known to be a function's."""
    variables = config.get("Environment", {}).get("Variables", {})
    named = {**variables, "AWS_SDK_UA_APP_ID": config.get("FunctionName", func_name)}
    start_worker(self, func_name, {**config, "Environment": {"Variables": named}}, code_zip)


stacks.now_iso = ever_later
provisioners._RESOURCE_HANDLERS["AWS::SQS::Queue"]["create"] = create_queue_with_redrive
handlers._ACTION_HANDLERS["ValidateTemplate"] = validate_wherever_it_is
lambda_runtime.Worker.__init__ = start_named_worker
ministack.app.app = observed(ministack.app.app)

if __name__ == "__main__":
    end_with_parent()
    ministack.app.main()
