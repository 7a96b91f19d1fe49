import type { Actions, Calls, Grant } from "./grant";
import { ecsShared, ecsTypes } from "./services/ecs";
import { iamShared, iamTypes } from "./services/iam";
import { instanceShared, instanceTypes } from "./services/instances";
import { loadBalancingShared, loadBalancingTypes } from "./services/loadBalancing";
import { networkTypes } from "./services/network";
import { otherInvokes, otherShared, otherTypes } from "./services/others";
import { scalingTypes } from "./services/scaling";
import { scheduleTypes } from "./services/schedules";
import { securityGroupShared, securityGroupTypes } from "./services/securityGroups";

const types = {
  ...ecsTypes,
  ...iamTypes,
  ...instanceTypes,
  ...loadBalancingTypes,
  ...networkTypes,
  ...otherTypes,
  ...scalingTypes,
  ...scheduleTypes,
  ...securityGroupTypes,
};

const shared = {
  ...ecsShared,
  ...iamShared,
  ...instanceShared,
  ...loadBalancingShared,
  ...otherShared,
  ...securityGroupShared,
};

type OwnName<Type> = Type extends { own: infer Own } ? keyof Own : never;

/** An action that the program or the deployer needs, and that this folder scopes. */
export type ActionName = keyof typeof shared | OwnName<(typeof types)[keyof typeof types]>;

const callsByType: Record<string, Calls<Actions, ActionName>> = types;

/**
 * What the AWS provider calls to create, read, update and delete a resource, by Pulumi type, as far as
 * the program uses it. Sources: documentation of AWS and the provider, and lists of rights that others
 * found necessary (the pike project). Not checked against the provider's source, and never tried on an
 * account.
 */
export const resourceTypes: Record<string, readonly ActionName[]> = Object.fromEntries(
  Object.entries(callsByType).map(([type, { own, shared }]) => [
    type,
    [...(Object.keys(own) as ActionName[]), ...shared],
  ]),
);

/** What the program's provider functions call, by Pulumi token. */
export const invokes: Record<string, readonly ActionName[]> = otherInvokes;

const actions: Actions = Object.assign(
  {},
  shared,
  ...Object.values(callsByType).map(({ own }) => own),
) as Actions;

/** Undefined if no part of this folder knows the action. */
export function grantsOf(action: string): Grant[] | undefined {
  const known = actions[action];
  return known && [known].flat();
}

export const knownActions = Object.keys(actions) as ActionName[];
