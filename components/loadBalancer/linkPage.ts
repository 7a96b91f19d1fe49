import type * as aws from "@pulumi/aws";
import { accessCookie } from "../../config/testAccess";

/**
 * Turns a link to a test name into the cookie that its rule asks for. What follows `#` reaches no server, no log
 * and no other site. An attribute that is missing, such as HttpOnly, can't be set by a page.
 */
const script = `
const found = /^#${accessCookie}=([0-9a-f]{64})$/.exec(location.hash);
if (found) {
  document.cookie = "${accessCookie}=" + found[1] + "; path=/; secure; samesite=lax";
  history.replaceState(null, "", location.pathname + location.search);
  location.reload();
}
`;

/**
 * The public listeners' answer to what no rule matches: a name that is unknown, or a test name without its link. It
 * contains no secret, so it serves all environments that are built on these load balancers.
 */
export const linkPage: aws.types.input.lb.ListenerDefaultAction = {
  type: "fixed-response",
  fixedResponse: {
    contentType: "text/html",
    messageBody:
      '<!doctype html><meta charset="utf-8"><title>404</title>no such service, or a test name ' +
      `without its link\n<script>${script}</script>\n`,
    statusCode: "404",
  },
};
