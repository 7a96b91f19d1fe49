import type { Random } from "../random";

/** SSM and Secrets Manager in one: whatever is asked for exists, with a value that is made up. */
export class SecretStore {
  private readonly byArn = new Map<string, string>();

  constructor(private readonly random: Random) {}

  valueOf(arn: string): string {
    const value = this.byArn.get(arn) ?? `made-up-${this.random.hex(24)}`;
    this.byArn.set(arn, value);
    return value;
  }

  /** Those that have been asked for. */
  values(): Record<string, string> {
    return Object.fromEntries(this.byArn);
  }
}
