import { z } from "zod";
import { CloudError } from "../errors";
import { defineType } from "./resourceType";
import { arnOf, name, tags } from "./schemas";

export const logGroupType = "aws:cloudwatch/logGroup:LogGroup";

/** Days that CloudWatch Logs accepts (`PutRetentionPolicy`). */
const retentions = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
  3288, 3653,
];

const logGroup = defineType({
  token: logGroupType,
  properties: {
    name: name(512, "_/.#-"),
    retentionInDays: z
      .number()
      .refine((days) => retentions.includes(days), "is not a number of days that AWS offers")
      .optional(),
    kmsKeyId: arnOf("kms").optional(),
    tags,
  },
  replaceOn: ["name"],
  autoName: { property: "name", maxLength: 512 },
  create(cloud, { name }) {
    if (cloud.resources.get(logGroupType, name)) {
      throw new CloudError(
        "ResourceAlreadyExistsException",
        "The specified log group already exists",
      );
    }
    return { id: name, outputs: { arn: cloud.arn("logs", `log-group:${name}`) } };
  },
});

export const logsTypes = [logGroup];
