import type { PriceList } from "../world/prices";

export interface Range {
  low: number;
  high: number;
}

/** With cents up to ten dollars, and without above: what it is made of is not known any better. */
function digits(amount: number): string {
  return amount < 10 ? amount.toFixed(2) : amount.toFixed(0);
}

/** `$0.03`, `$212`, or `under $0.01` */
export function dollars(amount: number): string {
  if (amount > 0 && amount < 0.01) return "under $0.01";
  return `$${digits(amount)}`;
}

/** `$0.03-0.05`; one number if both look alike. */
export function dollarRange({ low, high }: Range): string {
  if (dollars(low) === dollars(high)) return dollars(high);
  return `$${digits(low)}-${digits(high)}`;
}

/** `5 to 9 minutes`, or `40 to 80 s` */
export function timeRange({ low, high }: Range): string {
  const inSeconds = high < 120;
  const [from, to] = [low, high].map((one) => Math.round(inSeconds ? one : one / 60));
  return `${from === to ? "" : `${from} to `}${to} ${inSeconds ? "s" : "minutes"}`;
}

/** Where the prices are from, and of what date. */
export function pricesNote({ region, from, date, why }: PriceList): string {
  if (from === "api") return `prices of ${region}: AWS Pricing API, ${date}`;
  if (date === null) return `prices of ${region}: none in the snapshot; ${why}`;
  return `prices of ${region}: snapshot of ${date}; ${why}`;
}
