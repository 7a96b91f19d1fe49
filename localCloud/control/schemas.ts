import { z } from "zod";

/** Schemas that many resource types share. */
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const reserved = "begins with `aws:`, which AWS reserves";
const notForTags = "has characters that tags can't have";
export const tags = z
  .record(
    z
      .string()
      .min(1)
      .max(128)
      .regex(tagText, notForTags)
      .regex(/^(?!aws:)/i, reserved),
    z
      .string()
      .max(256)
      .regex(tagText, notForTags)
      .regex(/^(?!aws:)/i, reserved),
  )
  .refine((all) => Object.keys(all).length <= 50, "has more than 50 tags")
  .optional();

export const flag = (fallback: boolean) => z.boolean().default(fallback);

export const wholeNumber = (min: number, max: number) => z.number().int().min(min).max(max);

/** A name of up to `max` letters, digits and the given other characters. */
export const name = (max: number, others: string) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(new RegExp(`^[A-Za-z0-9${others}]+$`), `only letters, digits and ${others}`);

export const jsonDocument = z.string().refine(isJsonObject, "must be a JSON document");

/** An ARN of one AWS service. */
export const arnOf = (service: string) =>
  z.string().startsWith(`arn:aws:${service}:`, `must be an ARN of ${service}`);

function isJsonObject(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

/** Of a security group or one of its rules (CreateSecurityGroup, Amazon EC2 API Reference). */
export const description = z
  .string()
  .max(255)
  .regex(/^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/, "has characters that EC2 does not accept");
