#!/bin/sh
# Run by LocalStack when it is ready: SES sends only in the name of an address that was verified.
set -eu
awslocal ses verify-email-identity --email-address despacho@example.com
