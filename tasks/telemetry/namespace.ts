/** The namespace of all metrics that the tasks emit. */
export const NAMESPACE = 'Pricewire';
