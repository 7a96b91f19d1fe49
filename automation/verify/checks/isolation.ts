import { type Check, judge } from "../check";
import { type Judgement, notApplicable, ok, warning } from "../finding";

const subject = "previews";

/** Whether pull requests can create previews in the account of a protected environment. */
export const isolation: Check = {
  name: "isolation",
  fast: false,
  async look({ inspector, stack, project }) {
    if (!stack.settings.protect) {
      return [
        notApplicable(subject, "`protect` is not set, so this is not a production environment"),
      ];
    }
    return judge(subject, await inspector.previewRoles(project), judgeIsolation);
  },
};

export function judgeIsolation(roles: readonly string[]): Judgement {
  if (roles.length === 0)
    return ok(subject, "no role in this account is allowed to create previews");
  return warning(
    subject,
    `pull requests can create previews in this environment's account (${roles.join(", ")})`,
    "give production its own account (access/README.md, `Which accounts to separate`)",
  );
}
