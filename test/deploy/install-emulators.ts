/**
 * Installs the emulators and cfn-lint from PyPI. CI does it while other tests run; a failure is reported by the tests that
 * need them, which try again.
 */
import "../../dev/isolate-process.ts";
import { CACHE_DIR } from "../../dev/emulators/localstack-instance.ts";
import { ensureVenv } from "../../dev/emulators/python-venv.ts";
import { report } from "./test-report.ts";

for (const program of ["localstack", "ministack", "cfn-lint"] as const)
  await ensureVenv(program, CACHE_DIR, report);
