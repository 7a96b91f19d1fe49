import type { Random } from "../random";

/** SSM and Secrets Manager in one: every secret exists, with a made-up value, unless a test took it away. */
export class SecretStore {
  private readonly byArn = new Map<string, string>();
  private readonly missing = new Set<string>();

  constructor(private readonly random: Random) {}

  valueOf(arn: string): string {
    const value = this.byArn.get(arn) ?? `made-up-${this.random.hex(24)}`;
    this.byArn.set(arn, value);
    return value;
  }

  /** @param name of a parameter, or an ARN; with a JSON key, only that key is missing */
  setMissing(name: string, isMissing: boolean): void {
    if (isMissing) this.missing.add(name);
    else this.missing.delete(name);
  }

  /** What a reference in the settings, or in a task definition, leads to. */
  find(reference: string): { exists: boolean; hasKey: boolean } {
    const parts = reference.split(":");
    const isSecret = parts[2] === "secretsmanager";
    const whole = isSecret ? parts.slice(0, 7).join(":") : reference;
    const name = reference.startsWith("arn:") ? (parts[5] ?? "").replace(/^parameter/, "") : whole;
    const exists = !this.missing.has(whole) && (isSecret || !this.missing.has(name));
    return { exists, hasKey: exists && !this.missing.has(reference) };
  }

  /** Those that were read. */
  values(): Record<string, string> {
    return Object.fromEntries(this.byArn);
  }
}
