-- did order then order with same category
-- p1 = "category"
-- p2 = "order"
-- p3 = 1774958400001
-- p4 = 1000
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
    SELECT `person`,
      toUInt64(arrayExists((`at`, `roles`, `from`) -> if(bitTest(`roles`, 1) = 1, `from` > 0, 0), `fact1_times`, `fact1_roles`, `fact1_from1`)) AS `fact1`
    FROM (
      SELECT `person`,
        `fact1_times`,
        `fact1_roles`,
        arrayFill((`value`) -> (`value` != -1), arrayMap((`value`, `break`) -> if(`break` = 0, `value`, 0), arrayPopBack(arrayPushFront(arrayMap((`at`, `roles`) -> if(bitTest(`roles`, 0) = 1, `at`, -1), `fact1_times`, `fact1_roles`), 0)), `fact1_breaks`)) AS `fact1_from1`
      FROM (
        SELECT `person`,
          arrayMap((`event`) -> bitAnd(toInt64(bitShiftRight(`event`, 136)), 17592186044415), `fact1_sorted`) AS `fact1_times`,
          arrayMap((`event`) -> toUInt8(`event`), `fact1_sorted`) AS `fact1_roles`,
          arrayDifference(arrayMap((`event`) -> toInt64(bitShiftRight(`event`, 180)), `fact1_sorted`)) AS `fact1_breaks`
        FROM (
          SELECT `person`,
            arraySort(if(`fact1_whole`, arrayMap((`event`, `key`) -> (`event` + bitShiftLeft(toUInt256(`key`), 180)), `fact1_events`, arrayEnumerateDense(`fact1_keys`)), CAST(array(), 'Array(UInt256)'))) AS `fact1_sorted`
          FROM (
            SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
              groupArrayIf(bitShiftLeft(toUInt256(bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`), 8) + (if(1, 1, 0) + if(1, 2, 0)), `later1_form` != '') AS `fact1_events`,
              groupArrayIf(`later1_form`, `later1_form` != '') AS `fact1_keys`,
              if(countIf(`later1_form` != '') > 0, countIf(`later1_form` != '') > 0, 0) AS `fact1_whole`
            FROM (
              SELECT `node`,
                `time`,
                `id_hash`,
                if(`later1_plain` = '', `json_form`(`later1_rest`), `later1_plain`) AS `later1_form`
              FROM (
                SELECT `node`,
                  `time`,
                  `id_hash`,
                  `later1_plain`,
                  if(`later1_plain` = '', multiIf(`flat_properties`, simpleJSONExtractRaw(`properties`, {p1:String}), `tagged_properties` = '', JSONExtractRaw(`properties`, {p1:String}), `json_untagged`(`json_member`(`tagged_properties`, {p1:String}))), '') AS `later1_rest`
                FROM (
                  SELECT `node`,
                    `time`,
                    `id_hash`,
                    `properties`,
                    `tagged_properties`,
                    `flat_properties`,
                    if(`flat_properties`, simpleJSONExtractString(`properties`, {p1:String}), '') AS `later1_plain`
                  FROM (
                    SELECT `node`,
                      `time`,
                      `id_hash`,
                      `properties`,
                      if(`plain`, '', `json_tagged`(`properties`)) AS `tagged_properties`,
                      `plain` = 2 AS `flat_properties`
                    FROM `events_by_name`
                    PREWHERE (`name` = {p2:String}) AND (`time` < fromUnixTimestamp64Milli({p3:Int64}, 'UTC'))
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
          ) AS `gathered`
        ) AS `gathered`
      ) AS `gathered`
    ) AS `gathered`
  ) AS `people`
) AS `members`
WHERE `leaf0`
ORDER BY `person`
LIMIT {p4:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
