import { z } from "zod";

/** A request that AWS would reject, with its error code and message. */
export class CloudError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
    this.name = "CloudError";
  }
}

/** The value as parsed by the schema; throws an error that lists every problem with it. */
export function valid<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  code = "ValidationError",
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CloudError(code, z.prettifyError(parsed.error));
}
