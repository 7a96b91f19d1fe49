import { anyPolicySchema } from "../../privilege/statement";
import { unwrapped } from "../components/find";
import { documented } from "../privilege/serviceAuthorization";
import { about, type Inputs, part, problemIf, type Rule } from "./rule";

const policyTypes =
  /^aws:(iam\/(rolePolicy:RolePolicy|policy:Policy)|sqs\/|sns\/|s3\/|ecr\/repositoryPolicy)/;

function statementsOf(text: unknown) {
  return anyPolicySchema.parse(JSON.parse(unwrapped<string>(text))).Statement;
}

const many = (value: string | string[] | undefined) => (value === undefined ? [] : [value].flat());

/** What a service's code may do is what its settings say, in these words. */
const saysWhatSettingsSay = (name: string) => /^[a-z]+-task(-|$)/.test(name);

/** What a policy allows on everything although it could name resources. */
function tooWide(inputs: Inputs): string[] {
  return statementsOf(inputs["policy"])
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Action, Resource }) =>
      many(Action).flatMap((action) => {
        if (action.includes("*")) return [`${action} is a wildcard`];
        const scopable = documented(action).on.length > 0;
        return problemIf(many(Resource).includes("*") && scopable, `${action} on everything`);
      }),
    );
}

const role = "aws:iam/role:Role";
const trusted = (statement: object) => ({
  path: "/bluegreen/dev/",
  assumeRolePolicy: JSON.stringify({ Statement: [{ Effect: "Allow", ...statement }] }),
});
const policy = (Action: string, Resource: string) => ({
  type: "aws:iam/rolePolicy:RolePolicy",
  name: "broken",
  inputs: { policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource }] }) },
});

export const identityRules: Rule[] = [
  {
    name: "a policy has no wildcard action, and names resources wherever AWS supports it",
    problems: ({ type, name, inputs }) =>
      policyTypes.test(type) && "policy" in inputs && !saysWhatSettingsSay(name)
        ? tooWide(inputs)
        : [],
    broken: [policy("*", "arn:x"), policy("ecs:*", "arn:x"), policy("ecs:UpdateService", "*")],
  },
  {
    name: "no role gets a policy that somebody else may change, unless the settings name it",
    problems: ({ type, name }) =>
      problemIf(
        /^aws:iam\/(rolePolicyAttachment|policyAttachment)/.test(type) &&
          !saysWhatSettingsSay(name),
        "managed policy",
      ),
    broken: [
      {
        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        name: "broken",
        inputs: { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
      },
    ],
  },
  about(role, {
    name: "a role is in the stack's path, to which the right to pass roles is limited",
    problems: ({ path }) => problemIf(path !== "/bluegreen/dev/", `path ${String(path)}`),
    broken: [{}, { path: "/" }],
  }),
  about(role, {
    name: "only AWS services may assume a role",
    problems: ({ assumeRolePolicy }) => {
      const { Statement } = JSON.parse(unwrapped<string>(assumeRolePolicy)) as {
        Statement: { Principal?: unknown }[];
      };
      return Statement.flatMap(({ Principal }) =>
        problemIf(
          !/^[a-z0-9-]+\.amazonaws\.com$/.test(String(part(Principal, "Service"))) ||
            Object.keys(Principal as object).length !== 1,
          JSON.stringify(Principal),
        ),
      );
    },
    broken: [
      trusted({ Principal: { AWS: "*" } }),
      trusted({ Principal: { AWS: "arn:aws:iam::210987654321:root" } }),
      trusted({ Principal: { Service: "ecs-tasks.amazonaws.com", AWS: "*" } }),
    ],
  }),
];
