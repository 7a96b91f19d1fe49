import type { RawConfig } from "../../config/raw";
import { knows } from "./limit";
import { config } from "./samples";

const ranges = (count: number) => Array.from({ length: count }, (_, index) => `10.${index}.0.0/16`);
const id = "01234567-89ab-cdef-0123-456789abcdef";
const acl = (start: string) => ({ ...config(), loadBalancers: { webAclArn: `${start}/${id}` } });
const tooMany = (rules: number, most: number) =>
  `\`loadBalancers.allowFrom\` needs ${rules} rules in a security group, two for each range (those of \`testAccess\` ` +
  `too) and two more, but AWS's quota "Inbound or outbound rules per security group" is ${most} here; merge ranges, or ` +
  "ask AWS to raise it and set `quotas.rulesPerSecurityGroup` to the new value";

describe("the settings check, about load balancers,", () => {
  knows({
    "an idle timeout has 1 to 4000 seconds": {
      pass: [1, 4000].map((idleSeconds) => ({ ...config(), loadBalancers: { idleSeconds } })),
      fail: [
        [
          { ...config(), loadBalancers: { idleSeconds: 4001 } },
          "`loadBalancers.idleSeconds` must be at most 4000, found 4001",
        ],
        [
          { ...config(), loadBalancers: { idleSeconds: 0 } },
          "`loadBalancers.idleSeconds` must be at least 1, found 0",
        ],
      ],
    },
    "access logs go to a bucket": {
      pass: ["s3://acme-logs", "s3://acme-logs/a/b"].map((accessLogs) => ({
        ...config(),
        loadBalancers: { accessLogs },
      })),
      fail: [
        ...["acme-logs", "logs/a", "https://acme"].map((accessLogs): [RawConfig, string] => [
          { ...config(), loadBalancers: { accessLogs } },
          `\`loadBalancers.accessLogs\` must be \`s3://<bucket>/<prefix>\`, found \`${accessLogs}\``,
        ]),
        [
          { ...config(), loadBalancers: { accessLogs: "s3://acme-logs/AWSLogs" } },
          "`loadBalancers.accessLogs` has `AWSLogs` in its prefix, which AWS adds itself",
        ],
      ],
    },
    "a security group has two rules for each range, and two for everybody": {
      pass: [
        { ...config(), loadBalancers: { allowFrom: ranges(29) } },
        // AWS counts those of IPv6 by themselves.
        { ...config(), loadBalancers: { allowFrom: [...ranges(29), "2001:db8::/32"], ipv6: true } },
        {
          ...{ ...config(), loadBalancers: { allowFrom: ranges(29) } },
          testAccess: { type: "network", cidrs: ranges(2) },
        },
        {
          ...{ ...config(), loadBalancers: { allowFrom: ranges(100) } },
          quotas: { rulesPerSecurityGroup: 202 },
        },
      ],
      fail: [
        [{ ...config(), loadBalancers: { allowFrom: ranges(30) } }, tooMany(62, 60)],
        [
          {
            ...{ ...config(), loadBalancers: { allowFrom: ranges(29) } },
            testAccess: { type: "network", cidrs: ["192.0.2.0/24"] },
          },
          tooMany(62, 60),
        ],
        [
          {
            ...{ ...config(), loadBalancers: { allowFrom: ranges(100) } },
            quotas: { rulesPerSecurityGroup: 201 },
          },
          tooMany(202, 201),
        ],
      ],
    },
    "a web ACL is regional, and one of AWS WAF": {
      pass: [
        acl("arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop"),
        acl("arn:aws-cn:wafv2:cn-north-1:123456789012:regional/webacl/a_b-C"),
      ],
      fail: [
        [
          acl("arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop"),
          "`loadBalancers.webAclArn` is a web ACL for CloudFront (`global/`); load balancers need one whose scope is regional",
        ],
        [
          acl("arn:aws:waf-regional:eu-central-1:123456789012:webacl"),
          "`loadBalancers.webAclArn` is the ARN of an AWS WAF Classic web ACL; load balancers accept only those of AWS WAF (`wafv2`)",
        ],
        [
          acl("arn:aws:wafv2:eu-central-1:123456789012:regional/rulegroup/shop"),
          "`loadBalancers.webAclArn` must be the ARN of a web ACL, such as " +
            "`arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/01234567-89ab-cdef-0123-456789abcdef`, found " +
            `\`arn:aws:wafv2:eu-central-1:123456789012:regional/rulegroup/shop/${id}\``,
        ],
        [
          acl("arn:aws:wafv2:cn-north-1:123456789012:regional/webacl/shop"),
          "`loadBalancers.webAclArn` is an ARN that names a region of another partition; in that region ARNs begin " +
            "with `arn:aws-cn:`",
        ],
      ],
    },
    "who may connect to load balancers is ranges, each once": {
      pass: [
        { ...config(), loadBalancers: { allowFrom: ["203.0.113.0/24", "192.0.2.7/32"] } },
        {
          ...config(),
          loadBalancers: {
            allowFrom: ["192.0.2.7/32", "2001:db8:0:1::/64", "::1/128"],
            ipv6: true,
          },
        },
        // Those that stay when IPv6 is turned off still let in who holds an address.
        {
          ...config(),
          loadBalancers: { allowFrom: ["192.0.2.7/32", "2001:db8::/32"], ipv6: false },
        },
      ],
      fail: [
        [
          { ...config(), loadBalancers: { allowFrom: ["2001:db8::/32"], ipv6: true } },
          "`loadBalancers.allowFrom` has IPv6 ranges only, which shuts out every client over IPv4, and with them the " +
            "tests of releases; add the IPv4 ranges of the machines that deploy",
        ],
        [
          { ...config(), loadBalancers: { allowFrom: ["::/0"] } },
          "`loadBalancers.allowFrom.0` allows everybody; if that is intended, leave `allowFrom` out",
        ],
        [
          { ...config(), loadBalancers: { allowFrom: ["2001:DB8:0:0::/32"] } },
          "`loadBalancers.allowFrom.0` must be written as AWS writes it, `2001:db8::/32`",
        ],
        [
          { ...config(), loadBalancers: { allowFrom: ["2001:db8:7:1::5/40"] } },
          "`loadBalancers.allowFrom.0` has bits set after its first 40, so 2001:db8:7:1::5 is an address inside the " +
            "range; the range is 2001:db8::/40",
        ],
        [
          { ...config(), loadBalancers: { allowFrom: ["lan"] } },
          "`loadBalancers.allowFrom.0` must be a range such as `203.0.113.0/24` or `2001:db8::/32`, found `lan`",
        ],
        [
          { ...config(), loadBalancers: { ipv6: "only" } },
          "`loadBalancers.ipv6` must be true or false, found the text `only`",
        ],
        [
          { ...config(), loadBalancers: { allowFrom: ["0.0.0.0/0"] } },
          "`loadBalancers.allowFrom.0` allows everybody; if that is intended, leave `allowFrom` out",
        ],
        [
          { ...config(), loadBalancers: { allowFrom: ["192.0.2.0/24", "192.0.2.0/24"] } },
          "`loadBalancers.allowFrom.1` lists 192.0.2.0/24 a second time",
        ],
        [
          { ...config(), loadBalancers: { allowFrom: ["192.0.2.1/24"] } },
          "`loadBalancers.allowFrom.0` has bits set after its first 24, so 192.0.2.1 is an address inside the " +
            "range; the range is 192.0.2.0/24",
        ],
      ],
    },
  });
});
