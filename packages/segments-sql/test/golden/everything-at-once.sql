-- (did order where category contains "sho" or sum of order.revenue > 60) and plan does not exist and not (did login and age < 18)
-- p1 = 1
-- p2 = "60"
-- p3 = "18"
-- p4 = "revenue"
-- p5 = "order"
-- p6 = "sho"
-- p7 = "login"
-- p8 = "category"
-- p9 = 1774958400001
-- p10 = "plan"
-- p11 = "age"
-- p12 = 1774958400000
-- p13 = 1000
WITH (`token`) -> isInfinite(toFloat64OrZero(`token`)) AS `json_infinite`,
  (`token`) -> arrayElement(arrayMap((`parts`) -> concat(arrayElement(`parts`, 1), arrayElement(arrayMap((`digits`) -> arrayElement(arrayMap((`point`) -> if(if(`point` > 18, `digits` != '', 0), 'none', arrayElement(arrayMap((`wide`) -> arrayElement(arrayMap((`at`) -> concat(substring(`wide`, `at` + 13, 18), '.', substring(`wide`, `at` + 31, 9)), array(greatest(least(`point`, 18), -10))), 1), array(concat('000000000000000000000000000000', `digits`, '000000000000000000000000000000'))), 1)), array((toInt64OrZero(replaceRegexpOne(arrayElement(`parts`, 4), '^\\+?(-?)0*([0-9]{0,7}).*$', '\\1\\2')) + length(`digits`)) - length(arrayElement(`parts`, 3)))), 1), array(replaceRegexpOne(concat(arrayElement(`parts`, 2), arrayElement(`parts`, 3)), '^0+', ''))), 1)), array(extractGroups(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'))), 1) AS `plain_number`,
  (`token`, `spelled`) -> multiIf(abs(toDecimal128OrNull(`token`, 9)) < toDecimal128('1000000000000000000', 9), toDecimal128OrNull(`token`, 9), startsWith(`token`, '"'), if(match(`spelled`, '^-?[0-9]{1,18}(\\.[0-9]{1,9})?$'), toDecimal128OrNull(`spelled`, 9), NULL), if(if(isNull(toDecimal128OrNull(`token`, 9)), if(`token` >= '-', `token` < ':', 0), 0), match(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'), 0), toDecimal128OrNull(`plain_number`(`token`), 9), NULL) AS `json_number`,
  (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`,
  (`written`) -> arrayElement(arrayMap((`token`) -> multiIf(startsWith(`token`, '"n'), substring(`token`, 3, length(`token`) - 3), startsWith(`token`, '"s'), concat('"', substring(`token`, 3)), `token`), array(`written`)), 1) AS `json_untagged`,
  (`object`, `key`) -> tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = concat('s', `key`)), JSONExtractKeysAndValuesRaw(`object`)), 2) AS `json_member`,
  (`document`) -> replaceRegexpOne(replaceRegexpAll(replaceRegexpAll(`json_without_half_pairs`(`document`), '"((?:[^"\\\\]|\\\\.)*)"', '"s\\1"'), '((?:"(?:[^"\\\\]|\\\\.)*"|[^"0-9-])*)(-?[0-9][0-9.eE+-]*|$)', '\\1"n\\2"'), '(?:"n")*$', '') AS `json_tagged`
SELECT `person`
FROM (
  SELECT `person`,
    `fact1` >= {p1:UInt64} AS `leaf0`,
    `fact2` > toDecimal128({p2:String}, 9) AS `leaf1`,
    if(NOT (`trait1_token` IN ('', 'null', '""')), NOT `json_infinite`(`trait1_token`), 0) AS `leaf2`,
    `fact3` >= {p1:UInt64} AS `leaf3`,
    ifNull(`trait2_number` < toDecimal128({p3:String}, 9), 0) AS `leaf4`
  FROM (
    SELECT `person`,
      `fact1`,
      `fact2`,
      `fact3`,
      `trait1_token`,
      `json_number`(`trait2_token`, `json_text`(`trait2_token`)) AS `trait2_number`
    FROM (
      SELECT `person`,
        `fact1`,
        `fact2`,
        `fact3`,
        `json_without_half_pairs`(trimBoth(`value1`, ' \t\n\r')) AS `trait1_token`,
        `json_without_half_pairs`(trimBoth(`value2`, ' \t\n\r')) AS `trait2_token`
      FROM (
        SELECT `part`.`person` AS `person`,
          sum(`part`.`fact1`) AS `fact1`,
          sum(`part`.`fact2`) AS `fact2`,
          sum(`part`.`fact3`) AS `fact3`,
          max(`part`.`value1`) AS `value1`,
          max(`part`.`value2`) AS `value2`
        FROM (
          SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
            countIf(`gate1`) AS `fact1`,
            sumIf(ifNull(`later1_number`, toDecimal128(0, 9)), `gate2`) AS `fact2`,
            countIf(`gate3`) AS `fact3`,
            '' AS `value1`,
            '' AS `value2`
          FROM (
            SELECT `node`,
              `gate1`,
              `gate2`,
              `gate3`,
              `json_number`(`later1_token`, `json_text`(`later1_token`)) AS `later1_number`
            FROM (
              SELECT `node`,
                `gate1`,
                `gate2`,
                `gate3`,
                if(`gate2`, multiIf(`flat_properties`, simpleJSONExtractRaw(`properties`, {p4:String}), `tagged_properties` = '', JSONExtractRaw(`properties`, {p4:String}), `json_untagged`(`json_member`(`tagged_properties`, {p4:String}))), '') AS `later1_token`
              FROM (
                SELECT `node`,
                  `properties`,
                  `tagged_properties`,
                  `flat_properties`,
                  `gate1`,
                  `gate2`,
                  `gate3`
                FROM (
                  SELECT `node`,
                    `properties`,
                    `tagged_properties`,
                    `flat_properties`,
                    if(`name` = {p5:String}, position(`event1_spelled`, {p6:String}) > 0, 0) AS `gate1`,
                    `name` = {p5:String} AS `gate2`,
                    `name` = {p7:String} AS `gate3`
                  FROM (
                    SELECT `node`,
                      `name`,
                      `properties`,
                      `tagged_properties`,
                      `flat_properties`,
                      if(`event1_plain` = '', `json_text`(`event1_rest`), `event1_plain`) AS `event1_spelled`
                    FROM (
                      SELECT `node`,
                        `name`,
                        `properties`,
                        `tagged_properties`,
                        `flat_properties`,
                        `event1_plain`,
                        if(`event1_plain` = '', if(`name` = {p5:String}, multiIf(`flat_properties`, simpleJSONExtractRaw(`properties`, {p8:String}), `tagged_properties` = '', JSONExtractRaw(`properties`, {p8:String}), `json_untagged`(`json_member`(`tagged_properties`, {p8:String}))), ''), '') AS `event1_rest`
                      FROM (
                        SELECT `node`,
                          `name`,
                          `properties`,
                          `tagged_properties`,
                          `flat_properties`,
                          if(`name` = {p5:String}, if(`flat_properties`, simpleJSONExtractString(`properties`, {p8:String}), ''), '') AS `event1_plain`
                        FROM (
                          SELECT `node`,
                            `name`,
                            `properties`,
                            if(`plain`, '', `json_tagged`(`properties`)) AS `tagged_properties`,
                            `plain` = 2 AS `flat_properties`
                          FROM `events_by_name`
                          PREWHERE (`name` IN ({p5:String}, {p7:String})) AND (`time` < fromUnixTimestamp64Milli({p9:Int64}, 'UTC'))
                        ) AS `found`
                      ) AS `found`
                    ) AS `found`
                  ) AS `found`
                ) AS `found`
                WHERE if(if(`gate1`, 1, `gate2`), 1, `gate3`)
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
          UNION ALL
          SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
            toUInt64(0) AS `fact1`,
            toDecimal128(0, 9) AS `fact2`,
            toUInt64(0) AS `fact3`,
            argMaxIf(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`, `rows`.`name` = {p10:String}) AS `value1`,
            argMaxIf(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`, `rows`.`name` = {p11:String}) AS `value2`
          FROM (
            SELECT `node`,
              `name`,
              `value`,
              `time`,
              `id_hash`
            FROM `traits`
            PREWHERE (`name` IN ({p10:String}, {p11:String})) AND (`time` <= fromUnixTimestamp64Milli({p12:Int64}, 'UTC'))
          ) AS `rows`
          LEFT ANY JOIN (
            SELECT `node`,
              argMax(`person`, `offset`) AS `owner`,
              1 AS `is_moved`
            FROM `moves`
            GROUP BY `node`
          ) AS `owners` ON `rows`.`node` = `owners`.`node`
          GROUP BY `person`
        ) AS `part`
        GROUP BY `person`
      ) AS `people`
    ) AS `people`
  ) AS `people`
) AS `members`
WHERE if(`leaf0`, 1, `leaf1`) AND (NOT `leaf2`) AND (NOT if(`leaf3`, `leaf4`, 0))
ORDER BY `person`
LIMIT {p13:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
