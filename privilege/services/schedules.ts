import { at, calls, read, write } from "../grant";
import type { Scope } from "../scope";

/** Schedules have no tags, but their group has a name that begins with project and stack (config/schedules.ts). */
const inGroups =
  (kind: string, rest = "") =>
  (scope: Scope) =>
    at("scheduler", `${kind}/${scope.project}.${scope.stack}.*${rest}`)(scope);
const group = inGroups("schedule-group");
const schedule = inGroups("schedule", "/*");

export const scheduleTypes = {
  "aws:scheduler/scheduleGroup:ScheduleGroup": calls({
    "scheduler:CreateScheduleGroup": write(group),
    "scheduler:DeleteScheduleGroup": write(group),
    "scheduler:GetScheduleGroup": read(group),
    "scheduler:ListTagsForResource": read(group),
    "scheduler:TagResource": write(group),
    "scheduler:UntagResource": write(group),
  }),
  "aws:scheduler/schedule:Schedule": calls(
    {
      "scheduler:CreateSchedule": write(schedule),
      "scheduler:UpdateSchedule": write(schedule),
      "scheduler:DeleteSchedule": write(schedule),
      "scheduler:GetSchedule": read(schedule),
    },
    "iam:PassRole",
  ),
};
