export const computed = {
  "settings.computed": "Computed traits",
  "computed.title": "Computed traits",
  "computed.lead":
    "Values of every person that are made of what they did: what they spent, when they came last, what they like most. They are true whenever they are looked at.",
  "computed.new": "Add a computed trait",
  "computed.none":
    "No computed traits yet. Add one, such as what people have spent, and every person's page shows it.",
  "computed.edit": "Edit {name}",
  "computed.name": "Name",
  "computed.key": "Key",
  "computed.keyNote": "As programs read it, such as lifetime-spend. It never changes.",
  "computed.definition": "Value",
  "computed.definitionNote":
    "Such as: sum of purchase.revenue in last 365 days · count of visit · average of purchase.revenue · time of last visit · days since last purchase · most frequent view.category · most frequent hour of visit · newest visit.utm_source · mobile else phone",
  "computed.person": "Try it on",
  "computed.personNote": "Any id of somebody.",
  "computed.try": "Try",
  "computed.comesTo": "It comes to {value}.",
  "computed.absent": "They have no such value.",
  "computed.understood": "Understood.",
  "computed.deleteText": "It vanishes from every person's page. Nothing of what they did is lost.",
  "computed.cardNone": "The workspace has none.",
  "computed.noValue": "–",
} as const;
