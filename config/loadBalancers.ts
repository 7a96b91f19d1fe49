import { z } from "zod";
import { clientRange } from "./ipRange";
import { placeProblem } from "./partition";
import { reportsProblems } from "./reports";

/** Source: examples and `MinimumLoadBalancerCapacity` of ModifyCapacityReservation, Elastic Load Balancing User Guide. */
const leastReservedLcu = 100;

/** Source: "Enable access logs for your Application Load Balancer", Elastic Load Balancing User Guide. */
const accessLogs = z.string().superRefine((text, context) => {
  for (const message of accessLogProblems(text)) context.addIssue({ code: "custom", message });
});

function accessLogProblems(text: string): string[] {
  if (!text.startsWith("s3://")) return ["must be `s3://<bucket>/<prefix>`"];
  const problems = reportsProblems(text);
  return text.includes("AWSLogs")
    ? [...problems, "has `AWSLogs` in its prefix, which AWS adds itself"]
    : problems;
}

/** Source: `WebACL`, AWS WAFV2 API Reference. */
const webAcl =
  /^arn:(?<partition>aws[a-z-]*):wafv2:(?<region>[a-z0-9-]+):(?<account>\d{12}):(?<scope>regional|global)\/webacl\/(?<name>[\w-]{1,128})\/(?<id>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const webAclArn = z.string().superRefine((text, context) => {
  const message = webAclProblem(text);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

function webAclProblem(text: string): string | undefined {
  if (/^arn:aws[a-z-]*:waf(-regional)?:/.test(text)) {
    return "is the ARN of an AWS WAF Classic web ACL; load balancers accept only those of AWS WAF (`wafv2`)";
  }
  const { partition, region, scope } = webAcl.exec(text)?.groups ?? {};
  if (partition === undefined || region === undefined) {
    return (
      "must be the ARN of a web ACL, such as " +
      "`arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/01234567-89ab-cdef-0123-456789abcdef`"
    );
  }
  if (scope === "global") {
    return "is a web ACL for CloudFront (`global/`); load balancers need one whose scope is regional";
  }
  return placeProblem(partition, region);
}

/** Of an ARN that the settings check accepts. */
export function webAclParts(arn: string) {
  const { region = "", account = "", name = "", id = "" } = webAcl.exec(arn)?.groups ?? {};
  return { region, account, name, id };
}

/** Of all load balancers of an environment, unless a key says of which. They apply with the next `up`, to what serves. */
export const loadBalancers = z
  .strictObject({
    /**
     * How load balancers handle ambiguous requests, which could be used for request smuggling: `defensive`
     * lets through those known to be harmless, `strictest` only those that comply with RFC 7230.
     */
    desyncMitigation: z.enum(["defensive", "strictest"]).default("defensive"),
    /**
     * Capacity units (LCUs) to reserve on each load balancer, so that it takes production's load at once: at least
     * its `PeakLCUs` in CloudWatch. They cost by the hour, and the `up` waits for them: minutes, at times hours. They
     * can be lowered twice a day, and AWS allows an account none by default (`verify` asks for the quota).
     */
    reserveLcu: z.number().int().min(leastReservedLcu).optional(),
    /**
     * Seconds without a byte after which a connection is closed; 60 by default, and never less than the
     * `longestRequestSeconds` of a fleet that may run. Services have to keep idle connections open for longer.
     */
    idleSeconds: z.number().int().min(1).max(4000).optional(),
    /**
     * Where to log each request: `s3://<bucket>/<prefix>`, in a bucket of the environment's region whose policy lets
     * Elastic Load Balancing write there (`verify` reads it) and that encrypts with keys of S3.
     */
    accessLogs: accessLogs.optional(),
    /**
     * IPv6 for clients: the public load balancers get IPv6 addresses too, and each public name an AAAA record that moves
     * with its A record. Tasks and private names keep to IPv4. A new VPC gets IPv6 ranges; the public subnets of an
     * existing one need them, with a route for `::/0` to an internet gateway (`verify` looks). `false` removes the AAAA
     * records; the load balancers keep their IPv6 addresses, since clients may still hold them.
     */
    ipv6: z.boolean().default(false),
    /**
     * IPv4 and IPv6 ranges that may connect to the public load balancers; everybody if omitted, and over IPv6 nobody if
     * all are of IPv4. List those of the machines that deploy too: they send the tests, comparisons and warm-ups, over
     * IPv4. Ranges of `testAccess` are added.
     */
    allowFrom: z.array(clientRange).min(1).optional(),
    /**
     * AWS WAF web ACL that filters requests to the public load balancers of both colors, and so to previews behind them.
     * It must be regional, in their region and account. It sees tests, comparisons and warm-ups too, so it must not
     * block the machines that deploy. A change of the ARN leaves each load balancer without a web ACL for some seconds.
     */
    webAclArn: webAclArn.optional(),
  })
  .prefault({});

export type LoadBalancerSettings = z.output<typeof loadBalancers>;
