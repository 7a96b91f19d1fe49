import { expect } from "chai";
import { EcsRig, serving } from "./ecsRig";
import { refusal, until } from "./fixture";

describe("an ECS service on instances of the local cloud", () => {
  let rig: EcsRig;

  beforeEach(async () => (rig = await EcsRig.open()));
  afterEach(() => rig.close());

  it("places one task on each instance, and drains an instance before terminating it", async () => {
    await rig.attach();
    const template = { imageId: "resolve:ssm:/ami", instanceType: "t3.small" };
    const { id } = await rig.fixture.create(
      "aws:ec2/launchTemplate:LaunchTemplate",
      "users",
      template,
    );
    const sized = (size: number) => ({ minSize: size, maxSize: size, desiredCapacity: size });
    const scaling = await rig.fixture.create("aws:autoscaling/group:Group", "users", {
      ...sized(1),
      vpcZoneIdentifiers: rig.subnets,
      launchTemplate: { id },
      waitForCapacityTimeout: "0",
    });
    const provider = await rig.fixture.create(
      "aws:ecs/capacityProvider:CapacityProvider",
      "users",
      {
        autoScalingGroupProvider: {
          autoScalingGroupArn: scaling.arn,
          managedScaling: { status: "DISABLED" },
        },
      },
    );
    const capacityProviderStrategies = [{ capacityProvider: provider.name }];
    const image = rig.push("v1", serving("v1"));
    expect(await refusal(rig.run(image, { capacityProviderStrategies }))).to.include(
      "The specified capacity provider was not found in the cluster.",
    );
    await rig.fixture.create("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "all", {
      clusterName: rig.cluster.name,
      capacityProviders: [provider.name],
    });
    const [state, service] = await rig.run(image, { capacityProviderStrategies });
    await until("one task runs", () => service.describe().running.length === 1);
    expect(service.describe().pending).to.equal(1);
    await rig.fixture.update("aws:autoscaling/group:Group", "users", scaling, sized(2));
    await until("both run", () => service.describe().running.length === 2);

    await rig.fixture.update("aws:autoscaling/group:Group", "users", scaling, sized(0));
    const [instances] = rig.fixture.cloud.autoScalingGroups.values();
    expect(instances?.instances.map((one) => one.state)).to.deep.equal(["draining", "draining"]);
    await rig.fixture.update("aws:ecs/service:Service", "users", state, { desiredCount: 0 });
    await until("the instances are gone", () => instances?.instances.length === 0);
    expect(service.describe().running).to.deep.equal([]);

    const type = "aws:ecs/capacityProvider:CapacityProvider";
    expect(await refusal(rig.fixture.delete(type, "users", provider))).to.include(
      "it is associated with cluster",
    );
  });
});
