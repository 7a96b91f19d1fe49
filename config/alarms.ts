import { z } from "zod";
import { placeProblem } from "./partition";

const noControls = /^[^\x00-\x1f\x7f]*$/;
const controlText = "must have no control characters, such as line breaks";
const longestName = 255;

/** Source: `AlarmName` of PutMetricAlarm, Amazon CloudWatch API Reference. */
export const alarmName = z.string().min(1).max(longestName).regex(noControls, controlText);

const alarmArn =
  /^arn:(?<partition>aws[a-z-]*):cloudwatch:(?<region>[a-z0-9-]*):(?<account>\d{12}):alarm:(?<name>.{1,255})$/;

/** An alarm as the settings name it. */
export interface AlarmReference {
  name: string;
  /** Where its ARN says that it is; absent: it was named without. */
  place?: { region: string; account: string };
}

/** Null: the text begins like an ARN, and is none of an alarm. */
export function parseAlarm(text: string): AlarmReference | null {
  if (!text.startsWith("arn:")) return { name: text };
  const { region, account, name } = alarmArn.exec(text)?.groups ?? {};
  return name === undefined ? null : { name, place: { region: region!, account: account! } };
}

/** A name or an ARN. Source: resource type `alarm` of Amazon CloudWatch, Service Authorization Reference. */
export const alarmReference = z.string().superRefine((text, context) => {
  const problem = (message: string) => context.addIssue({ code: "custom", message });
  if (!text.startsWith("arn:")) {
    const { success, error } = alarmName.safeParse(text);
    const isLength = error?.issues.some(({ code }) => code !== "invalid_format");
    if (!success)
      problem(
        isLength ? `has ${text.length} characters; a name has 1 to ${longestName}` : controlText,
      );
    return;
  }
  const { partition, region } = alarmArn.exec(text)?.groups ?? {};
  if (partition === undefined || !noControls.test(text)) {
    const example = "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:payments-down";
    problem(`must be the name of an alarm, or an ARN such as \`${example}\``);
    return;
  }
  const misplaced = placeProblem(partition, region!);
  if (misplaced) problem(misplaced);
});
