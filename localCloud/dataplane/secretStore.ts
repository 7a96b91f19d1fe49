import type { Random } from "../random";

/**
 * SSM and Secrets Manager in one: every secret exists, with a made-up value, unless a test gave it another or took it
 * away.
 */
export class SecretStore {
  private readonly byArn = new Map<string, string>();
  private readonly given = new Map<string, string>();
  private readonly missing = new Set<string>();

  constructor(private readonly random: Random) {}

  valueOf(arn: string): string {
    const made = () => this.byArn.get(arn) ?? `made-up-${this.random.hex(24)}`;
    const value = this.given.get(plain(arn)) ?? made();
    this.byArn.set(arn, value);
    return value;
  }

  /** @param name of a parameter, or an ARN */
  put(name: string, value: string): void {
    this.given.set(plain(name), value);
  }

  /** @param name of a parameter, or an ARN; with a JSON key, only that key is missing */
  setMissing(name: string, isMissing: boolean): void {
    if (isMissing) this.missing.add(plain(name));
    else this.missing.delete(plain(name));
  }

  /** What a reference in the settings, or in a task definition, resolves to. */
  find(reference: string): { exists: boolean; hasKey: boolean } {
    const whole = plain(reference).split(":").slice(0, 7).join(":");
    const exists = !this.missing.has(whole);
    return { exists, hasKey: exists && !this.missing.has(plain(reference)) };
  }

  /** Those that were read. */
  values(): Record<string, string> {
    return Object.fromEntries(this.byArn);
  }
}

/** A parameter's name without its first slash, which its ARN has in any case; a secret's ARN as it is. */
function plain(reference: string): string {
  return reference.replace(/^arn:[^:]*:ssm:[^:]*:\d*:parameter(?=\/)/, "").replace(/^\//, "");
}
