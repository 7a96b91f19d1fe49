import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { accessRoles } from "../../privilege/accessRoles";
import { grantsOf } from "../../privilege/catalogue";
import { execPolicies, rolePolicies } from "../../privilege/policy";
import {
  backendCalls,
  deployerCalls,
  execCalls,
  notifyCalls,
  reportCalls,
  roomCalls,
  webAclCalls,
} from "../../privilege/deployerCalls";
import { actionsOf } from "./actionsOf";
import type { Scope } from "../../privilege/scope";
import { noBackend, scopes } from "./scopes";
import { type SdkCall, sdkCalls, sources, usersOfSdk } from "./deployerCalls";

const root = join(__dirname, "../..");
const howTo =
  "add the action to privilege/deployerCalls.ts, and to its service in " +
  "privilege/services/ if it is new there";

const listed = [
  ...[
    ...deployerCalls,
    ...backendCalls,
    ...notifyCalls,
    ...roomCalls,
    ...execCalls,
    ...webAclCalls,
  ],
  ...[...reportCalls.objects, ...reportCalls.bucket, "s3:GetBucketPolicy"],
];

function lacking(calls: SdkCall[], known: readonly string[]): string[] {
  return calls
    .filter(({ action }) => !known.includes(action))
    .map(({ action, place }) => `${action} (${place.replace(`${root}/`, "")}): ${howTo}`);
}

describe("the deployer's calls of the AWS SDK", function () {
  this.timeout(120_000);
  let calls: SdkCall[];
  let example: SdkCall[];
  let folder: string;

  before(() => {
    // Inside the project, where the SDK can be imported.
    const cache = join(root, "node_modules/.cache");
    mkdirSync(cache, { recursive: true });
    folder = mkdtempSync(join(cache, "bluegreen-calls-"));
    const file = join(folder, "example.ts");
    writeFileSync(file, source);
    const files = usersOfSdk(sources(join(root, "automation")));
    const all = sdkCalls([...files, file]);
    const isExample = ({ place }: SdkCall) => place.startsWith(folder);
    // Made by whom the stack's config says before it is the role that these policies are for.
    const isLogin = ({ action, place }: SdkCall) =>
      action === "sts:AssumeRole" && place.includes("automation/adapters/aws/login.ts");
    example = all.filter(isExample);
    // Made by whoever sets a repository up or takes a service over, before there is a role for it.
    const isOffer = ({ place }: SdkCall) =>
      /automation\/adapters\/aws\/(offers|ecsService)\.ts/.test(place);
    calls = all.filter((call) => !isExample(call) && !isLogin(call) && !isOffer(call));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("are all listed, each with its action", () => {
    expect(lacking(calls, listed)).to.deep.equal([]);
  });

  it("are all made: nothing is granted that no code calls", () => {
    const made = new Set(calls.map(({ action }) => action));
    expect(listed.filter((action) => !made.has(action))).to.deep.equal([]);
  });

  it("are allowed to the `deploy` role, and the reading ones to the `drift` role", () => {
    for (const scope of Object.values(scopes)) {
      const granted = (role: "deploy" | "drift") =>
        actionsOf(rolePolicies(role, { scope, backend: noBackend }));
      const reading = deployerCalls.filter((action) =>
        grantsOf(action)!.some(({ access }) => access === "read"),
      );
      expect([...granted("deploy")]).to.include.members([...deployerCalls]);
      expect([...granted("drift")]).to.include.members(reading);
    }
  });

  it("get into running tasks only with a policy that no pipeline has", () => {
    for (const scope of Object.values(scopes)) {
      const input = { scope, backend: noBackend };
      expect([...actionsOf(execPolicies(input))].sort()).to.deep.equal([
        ...["ecs:DescribeTasks", "ecs:ExecuteCommand", "ecs:ListTasks"],
      ]);
      for (const role of accessRoles) {
        expect([...actionsOf(rolePolicies(role, input))], role).not.to.include(
          "ecs:ExecuteCommand",
        );
      }
    }
  });

  it("read no secret and tell nobody but what `notify` names", () => {
    const { notifying, "notifying by parameters": byParameters, ...others } = scopes;
    for (const scope of Object.values(others)) {
      const granted = actionsOf(rolePolicies("deploy", { scope, backend: noBackend }));
      expect(notifyCalls.filter((action) => granted.has(action))).to.deep.equal([]);
    }
    const input = { scope: notifying!, backend: noBackend };
    const resourcesOf = (role: "deploy" | "drift", scope: Scope) => {
      const granted = rolePolicies(role, { ...input, scope })
        .flatMap(({ Statement }) => Statement)
        .filter(({ Action }) => notifyCalls.some((one) => Action.includes(one)));
      return [...new Set(granted.flatMap(({ Resource }) => Resource))].sort();
    };
    for (const role of ["deploy", "drift"] as const) {
      expect(resourcesOf(role, byParameters!), role).to.deep.equal([
        "arn:aws:events:eu-central-1:123456789012:event-bus/*",
        "arn:aws:sns:eu-central-1:123456789012:*",
        "arn:aws:ssm:eu-central-1:123456789012:parameter/dev/bus",
        "arn:aws:ssm:eu-central-1:123456789012:parameter/dev/topic",
      ]);
      expect(resourcesOf(role, notifying!), role).to.deep.equal([
        "arn:aws:events:us-east-1:123456789012:event-bus/releases",
        "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hook-AbCdEf",
        "arn:aws:sns:eu-central-1:123456789012:releases",
        "arn:aws:ssm:eu-central-1:123456789012:parameter/dev/slack",
      ]);
    }
    for (const role of ["preview", "preview-stacks"] as const) {
      const granted = actionsOf(rolePolicies(role, input));
      expect(
        notifyCalls.filter((action) => granted.has(action)),
        role,
      ).to.deep.equal([]);
    }
  });

  it("are found as methods, commands and paginators, whatever the client is called", () => {
    const found = example.map(({ action, place }) => [action, place.split(":").at(-1)]);
    expect(found).to.deep.equal([
      ["autoscaling:DescribePolicies", "5"],
      ["ecs:RunTask", "6"],
      ["ecs:ListClusters", "8"],
    ]);
  });

  it("are reported with what to do if they are not listed", () => {
    const others = listed.filter((action) => action !== "ecs:ListTasks");
    expect(lacking(calls, others)).to.have.length(1);
    expect(lacking(calls, others)[0]).to.match(
      /^ecs:ListTasks \(automation\/adapters\/aws\/tasks\.ts:\d+\): add the action to /,
    );
  });
});

const source = `import { AutoScaling } from "@aws-sdk/client-auto-scaling";
import { ECSClient, paginateListClusters, RunTaskCommand } from "@aws-sdk/client-ecs";
export async function ask(given: AutoScaling, client: ECSClient) {
  const { describePolicies: _, ...rest } = { describePolicies: 1 };
  await given.describePolicies({}, rest);
  await client.send(new RunTaskCommand({ taskDefinition: "x" }));
  client.destroy();
  for await (const page of paginateListClusters({ client }, {})) void page;
}
`;
