import { knows } from "./limit";
import { config } from "./samples";

const inCluster = (cluster: string, services?: object) => ({
  ...config(services as never),
  cluster,
});
const name =
  "`cluster` must be the name of an ECS cluster, or its ARN, such as " +
  "`arn:aws:ecs:eu-central-1:123456789012:cluster/shop`";
const instances =
  "must be fargate in an existing `cluster`: instances need a capacity provider in the cluster's list, and ECS can only " +
  "replace that list as a whole, with the providers of everything else in the cluster";

describe("the settings check, about an existing cluster,", () => {
  knows({
    "it has a name or an ARN of ECS": {
      pass: [
        "team",
        "A_1-b",
        "x".repeat(255),
        "arn:aws:ecs:eu-central-1:123456789012:cluster/team",
      ].map((cluster) => inCluster(cluster)),
      fail: [
        [inCluster("a.b"), `${name}, found \`a.b\``],
        [inCluster("x".repeat(256)), `${name}, found \`${"x".repeat(256)}\``],
        [
          inCluster("arn:aws:ecs:eu-central-1:123456789012:service/team/users"),
          `${name}, found \`arn:aws:ecs:eu-central-1:123456789012:service/team/users\``,
        ],
        [
          inCluster("arn:aws:eks:eu-central-1:123456789012:cluster/team"),
          "`cluster` is the ARN of a Kubernetes cluster; tasks run on ECS",
        ],
        [
          inCluster("arn:aws:ecs:cn-north-1:123456789012:cluster/team"),
          "`cluster` is an ARN that names a region of another partition; in that region ARNs begin with `arn:aws-cn:`",
        ],
      ],
    },
    "its capacity providers are not the environment's": {
      pass: [],
      fail: [
        [
          inCluster("team", { users: { compute: { type: "ec2" } } }),
          `\`services.users.compute\` ${instances}`,
        ],
      ],
    },
    "an environment on another one is in that one's": {
      pass: [],
      fail: [
        [
          { ...inCluster("team"), foundation: "base" },
          "`cluster` has no effect in an environment built on the `foundation` of base: set it there instead",
        ],
      ],
    },
  });
});
