/** Type of the component that is a service; an `up` of one service targets it by this. */
export const serviceType = "bluegreen:index:BlueGreenService";
