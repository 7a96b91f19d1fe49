import { z } from "zod";
import { restrictedAccessSchema } from "../../release/inventory";
import { colors } from "../../release/state";

const text = z.string();
const edgeSchema = z.object({
  arn: text,
  arnSuffix: text,
  dnsName: text,
  /** Hosted zone ID of the load balancer's name, for alias records. */
  zoneId: text,
  httpsListenerArn: text,
  securityGroupId: text,
});

/** Stack output `foundation`: what another environment can be built on. */
export const foundationSchema = z.object({
  domain: text,
  hostedZone: z.object({ id: text, name: text, nameServers: z.array(text) }),
  network: z.object({
    vpcId: text,
    publicSubnetIds: z.array(text),
    privateSubnetIds: z.array(text),
  }),
  /** `fargateProviders`: services of previews may use Spot. */
  cluster: z.object({ arn: text, name: text, fargateProviders: z.literal(true).optional() }),
  edges: z.record(z.enum(colors), edgeSchema),
  /** What may be named outside; absent in records from before it was added. */
  outside: z
    .object({
      ...{ secrets: z.array(text), keys: z.array(text) },
      ...{ registries: z.array(text), tests: z.array(text) },
    })
    .optional(),
  /** Certificates that alone are valid for names behind its load balancers; absent: the program made some. */
  certificateArns: z.array(text).optional(),
  /** Its public load balancers have IPv6 addresses, and public names AAAA records. */
  ipv6: z.literal(true).optional(),
  /** Of its test names; absent if they are public. */
  testAccess: restrictedAccessSchema.optional(),
  /** Absent if no service calls another. */
  privateNames: z
    .object({
      zone: z.object({ id: text, name: text }),
      certificateArn: text,
      edges: z.record(z.enum(colors), edgeSchema.omit({ httpsListenerArn: true })),
      called: z.record(text, z.object({ hostName: text, port: z.number() })),
    })
    .optional(),
});

export type Foundation = z.output<typeof foundationSchema>;
