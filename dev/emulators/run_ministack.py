"""
Starts MiniStack 1.4.21 with one bug fixed and one page added: /_despacho/calls lists the calls of each function.
dev/emulated-deploy works around its other bugs, however MiniStack was started.
"""

from datetime import datetime, timedelta, timezone

from request_recorder import observed
from parent_watchdog import end_with_parent

import ministack.app
from ministack.core import lambda_runtime
from ministack.services.cloudformation import stacks

last = datetime.now(timezone.utc)


def increasing_now() -> str:
    """MiniStack lists events of one millisecond in the wrong order, so that the cause of a failed deploy follows the failure."""
    global last
    last = max(datetime.now(timezone.utc), last + timedelta(milliseconds=1))
    return last.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


start_worker = lambda_runtime.Worker.__init__


def start_named_worker(self, func_name, config, code_zip):
    """The SDK sends its application id in each request, which attributes the call to a function."""
    variables = config.get("Environment", {}).get("Variables", {})
    named = {**variables, "AWS_SDK_UA_APP_ID": config.get("FunctionName", func_name)}
    start_worker(self, func_name, {**config, "Environment": {"Variables": named}}, code_zip)


stacks.now_iso = increasing_now
lambda_runtime.Worker.__init__ = start_named_worker
ministack.app.app = observed(ministack.app.app)

if __name__ == "__main__":
    end_with_parent()
    ministack.app.main()
