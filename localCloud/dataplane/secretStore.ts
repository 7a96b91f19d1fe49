import type { Random } from "../random";

/** SSM and Secrets Manager in one: every secret exists, with a made-up value. */
export class SecretStore {
  private readonly byArn = new Map<string, string>();

  constructor(private readonly random: Random) {}

  valueOf(arn: string): string {
    const value = this.byArn.get(arn) ?? `made-up-${this.random.hex(24)}`;
    this.byArn.set(arn, value);
    return value;
  }

  /** Those that were read. */
  values(): Record<string, string> {
    return Object.fromEntries(this.byArn);
  }
}
