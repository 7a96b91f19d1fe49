import { CloudError } from "../errors";
import { defineType } from "./resourceType";
import { name, tags } from "./schemas";

export const scheduleGroupType = "aws:scheduler/scheduleGroup:ScheduleGroup";

export const scheduleGroup = defineType({
  token: scheduleGroupType,
  properties: { name: name(64, "_.-"), tags },
  replaceOn: ["name"],
  create(cloud, { name: id }) {
    if (cloud.resources.get(scheduleGroupType, id)) {
      throw new CloudError("ConflictException", `Schedule group ${id} already exists.`);
    }
    return {
      id,
      outputs: { arn: cloud.arn("scheduler", `schedule-group/${id}`), state: "ACTIVE" },
    };
  },
  // AWS deletes its schedules with it; the program never leaves any.
  delete(cloud, { id }) {
    const left = cloud.resources
      .all("aws:scheduler/schedule:Schedule")
      .find(({ inputs }) => inputs.groupName === id);
    if (left)
      throw new CloudError("Unsupported", `the local cloud deletes no group with ${left.id}`);
  },
});
