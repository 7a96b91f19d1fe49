import { about, here, needless, unsupported, type Words } from "./words";

/** Of a statement of IAM. */
export const ofPermissions: Words = {
  ...about(here("actions"), "action"),
  ...about(here("resources"), "resource"),
  ...about(
    needless("each entry allows. To deny, name a policy of your own in `policyArns`"),
    "effect",
  ),
  ...about(needless("the principal is always the tasks' role"), "principal", "principals"),
  ...about(needless("nothing refers to an entry by a name"), "sid", "id", "name"),
  ...about(
    unsupported("write a policy with it in IAM, and name that in `policyArns`"),
    ...["condition", "conditions", "notAction", "notActions", "notResource", "notResources"],
  ),
};

export const ofUlimits: Words = {
  ...about(here("soft"), "softLimit"),
  ...about(here("hard"), "hardLimit"),
};
