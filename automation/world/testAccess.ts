import { accessCookie, accessSecret } from "../../config/testAccess";
import type { RestrictedAccess, ServiceInventory } from "../../release/inventory";
import type { Color } from "../../release/state";
import type { Environment } from "./environment";

type Known = Pick<Environment, "colorSecret">;

/** What a request by the test name of a service needs, as of the last `up`. */
export function testHeaders(
  { colorSecret }: Known,
  service: string,
  { testAccess }: Pick<ServiceInventory, "testAccess">,
  candidate: Color,
): Record<string, string> {
  switch (testAccess?.type) {
    case undefined:
      return {};
    case "link":
      return { cookie: `${accessCookie}=${secretOf(colorSecret, service, testAccess)}` };
    case "network":
      // The deployer may run anywhere.
      return { "x-bluegreen-color": candidate, "x-bluegreen-secret": colorSecret };
  }
}

/** The page that sets the cookie (components/loadBalancer/linkPage.ts) reads it from behind the `#`. */
export function linkTo(
  { colorSecret }: Known,
  service: string,
  { testName, testAccess }: Pick<ServiceInventory, "testName" | "testAccess">,
): string {
  const url = `https://${testName}/`;
  if (testAccess?.type !== "link") return url;
  return `${url}#${accessCookie}=${secretOf(colorSecret, service, testAccess)}`;
}

function secretOf(
  colorSecret: string,
  service: string,
  { generation }: Extract<RestrictedAccess, { type: "link" }>,
): string {
  return accessSecret(colorSecret, service, generation);
}
