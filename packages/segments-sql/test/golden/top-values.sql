-- top 2 of order.category has "7" in last 90 days
-- p1 = "7"
-- p2 = "category"
-- p3 = "order"
-- p4 = 1767182400001
-- p5 = 1774958400001
-- p6 = 1000
WITH (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`token`) -> arrayElement(arrayMap((`parts`) -> concat(arrayElement(`parts`, 1), arrayElement(arrayMap((`digits`) -> arrayElement(arrayMap((`point`) -> if(if(`point` > 18, `digits` != '', 0), 'none', arrayElement(arrayMap((`wide`) -> arrayElement(arrayMap((`at`) -> concat(substring(`wide`, `at` + 13, 18), '.', substring(`wide`, `at` + 31, 9)), array(greatest(least(`point`, 18), -10))), 1), array(concat('000000000000000000000000000000', `digits`, '000000000000000000000000000000'))), 1)), array((toInt64OrZero(replaceRegexpOne(arrayElement(`parts`, 4), '^\\+?(-?)0*([0-9]{0,7}).*$', '\\1\\2')) + length(`digits`)) - length(arrayElement(`parts`, 3)))), 1), array(replaceRegexpOne(concat(arrayElement(`parts`, 2), arrayElement(`parts`, 3)), '^0+', ''))), 1)), array(extractGroups(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'))), 1) AS `plain_number`,
  (`token`, `spelled`) -> multiIf(abs(toDecimal128OrNull(`token`, 9)) < toDecimal128('1000000000000000000', 9), toDecimal128OrNull(`token`, 9), startsWith(`token`, '"'), if(match(`spelled`, '^-?[0-9]{1,18}(\\.[0-9]{1,9})?$'), toDecimal128OrNull(`spelled`, 9), NULL), if(if(isNull(toDecimal128OrNull(`token`, 9)), if(`token` >= '-', `token` < ':', 0), 0), match(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'), 0), toDecimal128OrNull(`plain_number`(`token`), 9), NULL) AS `json_number`,
  (`token`) -> multiIf(startsWith(`token`, '"'), `json_text`(`token`), `token` IN ('true', 'false'), `token`, ifNull(toString(`json_number`(`token`, `json_text`(`token`))), '')) AS `json_form`,
  (`written`) -> arrayElement(arrayMap((`token`) -> multiIf(startsWith(`token`, '"n'), substring(`token`, 3, length(`token`) - 3), startsWith(`token`, '"s'), concat('"', substring(`token`, 3)), `token`), array(`written`)), 1) AS `json_untagged`,
  (`object`, `key`) -> tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = concat('s', `key`)), JSONExtractKeysAndValuesRaw(`object`)), 2) AS `json_member`,
  (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`,
  (`document`) -> replaceRegexpOne(replaceRegexpAll(replaceRegexpAll(`json_without_half_pairs`(`document`), '"((?:[^"\\\\]|\\\\.)*)"', '"s\\1"'), '((?:"(?:[^"\\\\]|\\\\.)*"|[^"0-9-])*)(-?[0-9][0-9.eE+-]*|$)', '\\1"n\\2"'), '(?:"n")*$', '') AS `json_tagged`
SELECT `person`
FROM (
  SELECT `person`,
    `fact1` = 1 AS `leaf0`
  FROM (
    SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
      toUInt64(arrayElement(arrayMap((`own`, `places`) -> if(`own` > 0, arrayCount((`place`) -> (`place` = (`own` + 1)), `places`) < 2, 0), array(countIf(if(`later1_form` != '', `later1_form` = {p1:String}, 0))), array(arrayEnumerateUniq(groupArrayIf(`later1_form`, `later1_form` != '')))), 1)) AS `fact1`
    FROM (
      SELECT `node`,
        if(`later1_plain` = '', `json_form`(`later1_rest`), `later1_plain`) AS `later1_form`
      FROM (
        SELECT `node`,
          `later1_plain`,
          if(`later1_plain` = '', multiIf(`flat_properties`, simpleJSONExtractRaw(`properties`, {p2:String}), `tagged_properties` = '', JSONExtractRaw(`properties`, {p2:String}), `json_untagged`(`json_member`(`tagged_properties`, {p2:String}))), '') AS `later1_rest`
        FROM (
          SELECT `node`,
            `properties`,
            `tagged_properties`,
            `flat_properties`,
            if(`flat_properties`, simpleJSONExtractString(`properties`, {p2:String}), '') AS `later1_plain`
          FROM (
            SELECT `node`,
              `properties`,
              if(`plain`, '', `json_tagged`(`properties`)) AS `tagged_properties`,
              `plain` = 2 AS `flat_properties`
            FROM `events_by_name`
            PREWHERE (`name` = {p3:String}) AND ((`time` >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC')) AND (`time` < fromUnixTimestamp64Milli({p5:Int64}, 'UTC')))
          ) AS `found`
        ) AS `found`
      ) AS `found`
    ) AS `rows`
    LEFT ANY JOIN (
      SELECT `node`,
        argMax(`person`, `offset`) AS `owner`,
        1 AS `is_moved`
      FROM `moves`
      GROUP BY `node`
    ) AS `owners` ON `rows`.`node` = `owners`.`node`
    GROUP BY `person`
  ) AS `people`
) AS `members`
WHERE `leaf0`
ORDER BY `person`
LIMIT {p6:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
