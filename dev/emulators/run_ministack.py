"""
Starts MiniStack 1.4.21 with one fault mended, and with a page of our own: /_despacho/calls tells which function called
what. What else it gets wrong is mended by plugin/emulated-deploy.ts, for whoever starts it.
"""

from datetime import datetime, timedelta, timezone

from request_recorder import observed
from parent_watchdog import end_with_parent

import ministack.app
from ministack.core import lambda_runtime
from ministack.services.cloudformation import stacks

last = datetime.now(timezone.utc)


def ever_later() -> str:
    """Events of one millisecond are listed in the wrong order: why a deploy failed then stands behind that it failed."""
    global last
    last = max(datetime.now(timezone.utc), last + timedelta(milliseconds=1))
    return last.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


start_worker = lambda_runtime.Worker.__init__


def start_named_worker(self, func_name, config, code_zip):
    """The SDK names its application in each request: that is how a call is known to be a function's."""
    variables = config.get("Environment", {}).get("Variables", {})
    named = {**variables, "AWS_SDK_UA_APP_ID": config.get("FunctionName", func_name)}
    start_worker(self, func_name, {**config, "Environment": {"Variables": named}}, code_zip)


stacks.now_iso = ever_later
lambda_runtime.Worker.__init__ = start_named_worker
ministack.app.app = observed(ministack.app.app)

if __name__ == "__main__":
    end_with_parent()
    ministack.app.main()
