import { isDeepStrictEqual } from "node:util";
import type { Problem } from "../problem";
import { settingsSchema } from "../schema";
import { type Draft, services } from "./draft";

/** Settings of what the other environment creates. */
const theirs = ["network", "loadBalancers", "certificateArns", "cluster"] as const;

/** What an environment that is built on another one can't have: it belongs to the other one. */
export function foundationProblems(draft: Draft): Problem[] {
  return [...withoutRepositories(draft), ...onFoundation(draft)];
}

function withoutRepositories({ pullAccounts, imagesFrom, foundation }: Draft): Problem[] {
  const from = imagesFrom ?? foundation;
  if (pullAccounts === undefined || from === undefined) return [];
  const text = `has no effect: this environment's images are in repositories of ${from}; set it there instead`;
  return [{ key: "pullAccounts", text, reads: ["imagesFrom", "foundation"] }];
}

function onFoundation(draft: Draft): Problem[] {
  if (draft.foundation === undefined) return [];
  return [...withoutInstances(draft), ...withoutEffect(draft)];
}

/** The cluster's capacity providers are not its own. */
function withoutInstances(draft: Draft): Problem[] {
  return services(draft)
    .filter(([, { compute }]) => compute.type === "ec2")
    .map(([name]) => ({
      key: `services.${name}.compute`,
      text: `must be fargate in an environment built on the \`foundation\` of ${draft.foundation}`,
    }));
}

function withoutEffect(draft: Draft): Problem[] {
  return theirs
    .filter((key) => !isDeepStrictEqual(draft[key], settingsSchema.shape[key].parse(undefined)))
    .map((key) => ({
      key,
      text: `has no effect in an environment built on the \`foundation\` of ${draft.foundation}: set it there instead`,
    }));
}
