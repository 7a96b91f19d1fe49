import { cloudClient, CloudRequestError } from "../api/client";
import { NotDelivered, type Outlets } from "../../automation/world/notifier";

/** What of events goes through the local cloud; receivers of its own are on this machine. */
export function createLocalOutlets(controlUrl: string): Outlets {
  return {
    secret: (reference, signal) =>
      delivering(() => cloudClient(controlUrl, signal).secretValue(reference)),
    publish: (message, signal) =>
      delivering(() => cloudClient(controlUrl, signal).publish(message)),
    put: (event, signal) => delivering(() => cloudClient(controlUrl, signal).putEvent(event)),
  };
}

async function delivering<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof CloudRequestError)) throw error;
    throw new NotDelivered(error.message);
  }
}
