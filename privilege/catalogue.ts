import type { Actions, Grant } from "./grant";
import { ecsActions, ecsTypes } from "./services/ecs";
import { iamActions, iamTypes } from "./services/iam";
import { instanceActions, instanceTypes } from "./services/instances";
import { loadBalancingActions, loadBalancingTypes } from "./services/loadBalancing";
import { networkActions, networkTypes } from "./services/network";
import { otherActions, otherInvokes, otherTypes } from "./services/others";
import { scalingActions, scalingTypes } from "./services/scaling";
import { securityGroupActions, securityGroupTypes } from "./services/securityGroups";

const actions = {
  ...ecsActions,
  ...iamActions,
  ...instanceActions,
  ...loadBalancingActions,
  ...networkActions,
  ...otherActions,
  ...scalingActions,
  ...securityGroupActions,
} satisfies Actions;

/** An action that the program or the deployer needs, and that this folder scopes. */
export type ActionName = keyof typeof actions;

/**
 * What the AWS provider calls to create, read, update and delete a resource, by Pulumi type, as far as
 * the program uses it. Sources: documentation of AWS and the provider, and lists of rights that others
 * found necessary (the pike project). Not checked against the provider's source, and never tried on an
 * account.
 */
export const resourceTypes: Record<string, readonly ActionName[]> = {
  ...ecsTypes,
  ...iamTypes,
  ...instanceTypes,
  ...loadBalancingTypes,
  ...networkTypes,
  ...otherTypes,
  ...scalingTypes,
  ...securityGroupTypes,
};

/** What the program's provider functions call, by Pulumi token. */
export const invokes: Record<string, readonly ActionName[]> = otherInvokes;

/** Undefined if no part of this folder knows the action. */
export function grantsOf(action: string): Grant[] | undefined {
  const known = (actions as Actions)[action];
  return known && [known].flat();
}

export const knownActions = Object.keys(actions) as ActionName[];
