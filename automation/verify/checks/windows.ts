import { windowsNow } from "../../../config/windows";
import type { Check } from "../check";
import { ok, warning } from "../finding";

/** Whether a release may begin now, by the release windows. */
export const windows: Check = {
  name: "windows",
  // The release looks itself, and a rollback does not.
  fast: false,
  look({ stack, clock }) {
    const now = windowsNow(stack.settings.windows, clock.nowMs());
    if (!now) return Promise.resolve([]);
    const todo = "deploy then, or with `--urgent <reason>`";
    return Promise.resolve([
      now.open ? ok("releases", now.text) : warning("releases", now.text, todo),
    ]);
  },
};
