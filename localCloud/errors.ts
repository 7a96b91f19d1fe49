import { z } from "zod";

/** A request that AWS would refuse, with its error code and words. */
export class CloudError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
    this.name = "CloudError";
  }
}

/** The value as the schema reads it; refused with everything that is wrong with it. */
export function valid<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  code = "ValidationError",
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CloudError(code, z.prettifyError(parsed.error));
}
