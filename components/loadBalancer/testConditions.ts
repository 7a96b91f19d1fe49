import * as pulumi from "@pulumi/pulumi";
import { accessCookie, accessSecret } from "../../config/testAccess";
import type { RestrictedAccess } from "../../release/inventory";
import type { Condition } from "./routes";

/**
 * What a request by a service's test name has to fulfil. The deployer's own way in, by the headers that choose a
 * color, is a rule before that one.
 */
export function testConditions(
  service: string,
  access: RestrictedAccess | undefined,
  colorSecret: pulumi.Input<string>,
): Condition[] {
  switch (access?.type) {
    case undefined:
      return [];
    case "link": {
      // Among the site's own cookies. HTTP/2 sends each as a header of its own, and one that matches is enough.
      const cookie = pulumi
        .output(colorSecret)
        .apply((secret) => `*${accessCookie}=${accessSecret(secret, service, access.generation)}*`);
      return [{ httpHeader: { httpHeaderName: "cookie", values: [cookie] } }];
    }
    case "network":
      return [{ sourceIp: { values: access.cidrs } }];
  }
}
