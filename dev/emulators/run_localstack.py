"""Starts LocalStack 4.13.1 on 127.0.0.1; by itself it takes every interface, whatever GATEWAY_LISTEN says."""

import functools

from parent_watchdog import end_with_parent
from twisted.internet import endpoints

endpoints.TCP4ServerEndpoint = functools.partial(endpoints.TCP4ServerEndpoint, interface="127.0.0.1")

from localstack.runtime.main import main  # noqa: E402 - reads the endpoint when it is imported

if __name__ == "__main__":
    end_with_parent()
    main()
