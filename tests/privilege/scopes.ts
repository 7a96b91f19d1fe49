import type { RawConfig } from "../../config/raw";
import { type Scope, scopeOf } from "../../privilege/scope";
import { config, settingsOf } from "../config/samples";

/** The stack of the component tests, as their mocks know it. */
export function scopeFor(raw: RawConfig = config(), kept?: readonly string[]): Scope {
  return scopeOf({
    settings: settingsOf(raw),
    region: "eu-central-1",
    account: "123456789012",
    project: "bluegreen",
    stack: "dev",
    kept,
  });
}

export const boundary = "arn:aws:iam::123456789012:policy/bluegreen-dev-boundary";

export const existingNetwork = {
  vpcId: "vpc-00000001",
  publicSubnetIds: ["subnet-0000000a", "subnet-0000000b"],
  privateSubnetIds: ["subnet-0000000c", "subnet-0000000d"],
};

export const scopes: Record<string, Scope> = {
  plain: scopeFor(),
  bounded: scopeFor({ ...config(), permissionsBoundary: boundary }),
  "on another stack": scopeFor({ ...config(), foundation: "base" }),
  notifying: scopeFor({
    ...config(),
    notify: [
      { to: "slack", url: "/dev/slack" },
      {
        to: "webhook",
        url: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hook-AbCdEf:url::",
        secret: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hook-AbCdEf:key::",
      },
      { to: "sns", topic: "arn:aws:sns:eu-central-1:123456789012:releases" },
      { to: "eventbridge", bus: "arn:aws:events:us-east-1:123456789012:event-bus/releases" },
    ],
  }),
  "notifying by parameters": scopeFor({
    ...config(),
    notify: [
      { to: "sns", topic: "/dev/topic" },
      { to: "eventbridge", bus: "/dev/bus" },
    ],
  }),
  filtered: scopeFor({
    ...config(),
    loadBalancers: {
      webAclArn:
        "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/01234567-89ab-cdef-0123-456789abcdef",
    },
  }),
  "pulled from by others": scopeFor({ ...config(), pullAccounts: ["210987654321"] }),
  "existing cluster": scopeFor({ ...config(), cluster: "team" }),
  "existing network": scopeFor({ ...config(), network: existingNetwork }),
};

export const noBackend = {
  partition: "aws",
  project: "bluegreen",
  stack: "dev",
  builtOn: [],
  bucket: undefined,
  key: undefined,
};
