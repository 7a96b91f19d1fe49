import type { ReleaseRecord } from "./schema";

/** `2026-01-02 12:05:59 UTC` */
export const dateTime = (at: string) => `${at.slice(0, 10)} ${clockTime(at)}`;

/** `12:05:59 UTC` */
export function clockTime(at: string): string {
  return `${at.slice(11, 19)} UTC`;
}

/** `from 12:05:59 UTC to 12:06:30 UTC` */
export function fromTo({ from, to }: { from: string; to: string }): string {
  return `from ${clockTime(from)} to ${clockTime(to)}`;
}

/** `12,345` */
export function grouped(value: number): string {
  return new Intl.NumberFormat("en-US").format(value);
}

type Minutes = ReleaseRecord["traffic"][number]["minutes"];

export function totalOf(minutes: Minutes, of: "requests" | "errors"): number {
  return minutes.reduce((total, one) => total + one[of], 0);
}
