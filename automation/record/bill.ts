import { type Bill, describeBill } from "../bill/bill";
import type { ReleaseRecord } from "./schema";

export function recordedBill(bill: Bill): NonNullable<ReleaseRecord["bill"]> {
  const { tasks, taskSeconds, usd, from, unknown, prices } = bill;
  return {
    ...{ tasks, taskSeconds, usd, from, unknown },
    prices: prices && { region: prices.region, from: prices.from, date: prices.date },
    text: describeBill(bill),
  };
}
