import type { Freeze, Person } from "../../release/state";
import type { Inspector } from "./inspector";

/** Who runs a command: AWS says it of its credentials. Failing that, it is what this machine says, which nobody can check. */
export async function callingPerson(
  { identity }: Pick<Inspector, "identity">,
  owner: string,
): Promise<Person> {
  const answer = await identity().catch(() => null);
  if (answer && "value" in answer) return { name: answer.value.arn, known: "checked" };
  return { name: owner.replace(/:\d+$/, ""), known: "claimed" };
}

/**
 * What stands for the same person. Whoever assumes a role names the session, so two sessions of one role may be the
 * same person; those of IAM Identity Center have the person's name.
 */
export function samePerson(one: Person, other: Person): boolean {
  return holderOf(one) === holderOf(other);
}

function holderOf({ name }: Person): string {
  const [, role] = /^(arn:[^:]+:sts::\d+:assumed-role\/[^/]+)\/[^/]+$/.exec(name) ?? [];
  return role && !role.includes(":assumed-role/AWSReservedSSO_") ? role : name;
}

/** `arn:… (checked by AWS)` */
export function describePerson({ name, known }: Person): string {
  return known === "checked" ? name : `${name} (not checked)`;
}

export function describeFreeze(stack: string, { until, reason, by, at }: Freeze): string {
  return `${stack} is frozen until ${until}: ${reason} (by ${describePerson(by)}, at ${at})`;
}
