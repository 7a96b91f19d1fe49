import { type Check, judge } from "../check";
import { type Judgement, notApplicable, ok, warning } from "../finding";

const subject = "previews";

/** Whether pull requests can create previews in the account of an environment that is protected. */
export const isolation: Check = {
  name: "isolation",
  fast: false,
  async look({ inspector, stack, project }) {
    if (!stack.settings.protect) {
      return [notApplicable(subject, "`protect` is not set, so this is no production")];
    }
    return judge(subject, await inspector.previewRoles(project), judgeIsolation);
  },
};

export function judgeIsolation(roles: readonly string[]): Judgement {
  if (roles.length === 0) return ok(subject, "no role of this account may create any");
  return warning(
    subject,
    `pull requests create previews in the account of this environment (${roles.join(", ")})`,
    "give production an account of its own (access/README.md, `Which accounts to separate`)",
  );
}
