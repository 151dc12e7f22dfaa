"""
Starts MiniStack 1.4.21 as it is, with a page of our own: /_despacho/calls tells which function called what. What it gets
wrong is mended by plugin/emulated-deploy.ts, for whoever starts it.
"""

from observe import observed
from parent import end_with_parent

import ministack.app
from ministack.core import lambda_runtime

start_worker = lambda_runtime.Worker.__init__


def start_named_worker(self, func_name, config, code_zip):
    """The SDK names its application in each request: that is how a call is known to be a function's."""
    variables = config.get("Environment", {}).get("Variables", {})
    named = {**variables, "AWS_SDK_UA_APP_ID": config.get("FunctionName", func_name)}
    start_worker(self, func_name, {**config, "Environment": {"Variables": named}}, code_zip)


lambda_runtime.Worker.__init__ = start_named_worker
ministack.app.app = observed(ministack.app.app)

if __name__ == "__main__":
    end_with_parent()
    ministack.app.main()
