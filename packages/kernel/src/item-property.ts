/**
 * The property under which an event, or an item of a list in it, holds what the catalogue said of the item when the event
 * arrived. Calls may not send it.
 */
export const ITEM_PROPERTY = "$item";
