export const occasions = {
  "settings.occasions": "Occasions",
  "occasions.title": "Occasions",
  "occasions.lead":
    "Named days that segments ask for, beside those that everybody knows such as Mother’s Day. One with the same name stands in the place of the known one.",
  "occasions.new": "Add an occasion",
  "occasions.none": "No occasions of your own yet. Add one, such as the days of your sale in each country.",
  "occasions.everywhere": "everywhere else",
  "occasions.keyNote": "As programs name it, such as summer-sale. It never changes.",
  "occasions.days": "Days, a line for some countries each",
  "occasions.daysNote":
    "As “GB, IE: 2nd sunday of may”, “*: 25 december” for everywhere else, “FR: 2026-06-24, 2027-06-23”, “US: 1 day after 4th thursday of november”.",
  "occasions.deleteText":
    "One that a segment or score asks for is not deleted, unless everybody’s calendar has a day of that name: then that day counts.",
} as const;
