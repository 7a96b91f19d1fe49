import { DeployError } from "../../automation/world/errors";

/** The DeployError that the action ends with; throws if it does not. */
export async function refusalOf(action: () => unknown): Promise<DeployError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof DeployError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}
