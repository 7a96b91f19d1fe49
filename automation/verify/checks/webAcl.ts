import { webAclParts } from "../../../config/loadBalancers";
import { type Check, judge } from "../check";
import { failing, type Judgement, ok } from "../finding";

const setting = "`loadBalancers.webAclArn`";

/** Whether AWS WAF has the web ACL that the load balancers are to be behind. The `up` that associates it fails if not. */
export const webAcl: Check = {
  name: "webAcl",
  fast: false,
  async look({ inspector, stack }) {
    const arn = stack.settings.loadBalancers.webAclArn;
    if (arn === undefined) return [];
    const identity = await inspector.identity();
    if (!("value" in identity)) return [];
    const { name } = webAclParts(arn);
    const misplaced = judgeWebAclPlace(arn, identity.value);
    if (misplaced) return judge(name, { value: misplaced }, (found) => [found]);
    return judge(name, await inspector.webAcl(arn), (exists) => [judgeWebAcl(name, exists)]);
  },
};

/** Undefined: it is where the load balancers are. */
export function judgeWebAclPlace(
  arn: string,
  { region, account }: { region: string; account: string },
): Judgement | undefined {
  const found = webAclParts(arn);
  if (found.region !== region) {
    return failing(
      found.name,
      `the web ACL is in ${found.region}, but the load balancers are in ${region}`,
      `set ${setting} to a web ACL in ${region}`,
    );
  }
  if (found.account === account) return undefined;
  return failing(
    found.name,
    `the web ACL is in account ${found.account}, but the load balancers are in ${account}`,
    `set ${setting} to a web ACL in account ${account}; to use one set of rules in many accounts, let AWS Firewall Manager create them`,
  );
}

export function judgeWebAcl(name: string, exists: boolean): Judgement {
  return exists
    ? ok(name, "exists")
    : failing(
        name,
        `there is no web ACL ${name} with this id`,
        `correct ${setting}: \`aws wafv2 list-web-acls --scope REGIONAL\` lists them`,
      );
}
