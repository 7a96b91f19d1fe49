import { bluegreen } from "../../course/commandLines";
import type { RunningShape } from "../../../release/inventory";
import type { Check } from "../check";
import { type Judgement, ok, warning } from "../finding";

/** Who reaches a candidate by its test name before it has passed its tests. */
export const testAccess: Check = {
  name: "test access",
  fast: false,
  look: ({ environment, services, stack }) =>
    Promise.resolve(
      services.flatMap((name) => {
        const known = environment?.inventory.services[name];
        return known ? judgeAccess(known, stack.name) : [];
      }),
    ),
};

export function judgeAccess(
  {
    testName,
    testAccess: access,
    public: outside,
  }: Pick<RunningShape, "testName" | "testAccess" | "public">,
  stack: string,
): Judgement[] {
  if (testName === undefined) return [];
  if (outside === false) return [ok(testName, "open to the service's own tasks")];
  switch (access?.type) {
    case undefined:
      return [
        warning(
          testName,
          "anyone can reach a new version under this name before it has passed its tests",
          `set \`testAccess: { type: link }\` in Pulumi.${stack}.yaml, make each \`test.command\` send the headers in \`TEST_HEADERS\` (JSON), ` +
            `then: ${bluegreen("up", stack)}`,
        ),
      ];
    case "link":
      return [ok(testName, "open to anyone with the link")];
    case "network":
      return [ok(testName, `open to ${access.cidrs.join(", ")}`)];
  }
}
