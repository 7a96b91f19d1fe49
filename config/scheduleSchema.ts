import { z } from "zod";
import { command } from "./containerSchema";
import { cron } from "./cron/cronSchema";
import { namedMap } from "./namedMap";
import { zone } from "./zoneSchema";

/** Source: `Name`, CreateSchedule, EventBridge Scheduler API Reference. */
const namePattern = "^[\\w.-]{1,64}$";

const nameProblem = (name: string) =>
  new RegExp(namePattern).test(name)
    ? null
    : "must be a name of 1 to 64 letters, digits, `-`, `_` and `.`";

/** A command that EventBridge Scheduler starts as a task of its own, from the definition that serves. */
const schedule = z.strictObject({
  /**
   * When it runs, in the six fields of AWS: minute, hour, day of the month, month, day of the week and year. One of the two
   * days is `?`. `0 3 * * ? *` is 3:00 every day, `0/15 8-17 ? * MON-FRI *` every 15 minutes of the working week. AWS
   * starts it within the minute. A time that clocks skip in spring is left out, one that they show twice in autumn runs
   * once.
   */
  cron,
  /** IANA time zone of `cron`, such as `Europe/Berlin`. */
  zone,
  /** Program and arguments; replaces the image's command, but not its entry point. */
  command,
});

export type Schedule = z.output<typeof schedule>;

export const schedules = {
  /**
   * Commands that run at certain times, by name: each as a task of its own, with the image, network and permissions of
   * what serves. They move with production, in the same `up`, and back with a rollback. A job finds its name in
   * `BLUEGREEN_SCHEDULE` and the time that it was due in `BLUEGREEN_SCHEDULED_AT`, such as `2026-11-28T03:00:00Z`. AWS
   * may in rare cases start one twice, so let a job find out by that time whether it has run. Previews have none.
   */
  schedules: namedMap(schedule, nameProblem, { pattern: namePattern }).default({}),
};
