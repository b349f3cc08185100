-- tags includes all of ("a", 2) or did order where any item of lines (where price > 5 and not sku is "x")
-- p1 = "a"
-- p2 = "2"
-- p3 = 1
-- p4 = "5"
-- p5 = "x"
-- p6 = "price"
-- p7 = "sku"
-- p8 = "lines"
-- p9 = "\"price\""
-- p10 = "\"sku\""
-- p11 = "Array(Tuple(`price` String, `sku` String))"
-- p12 = "order"
-- p13 = 1774958400001
-- p14 = "tags"
-- p15 = 1774958400000
-- p16 = 1000
WITH (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`written`) -> arrayElement(arrayMap((`token`) -> multiIf(startsWith(`token`, '"n'), substring(`token`, 3, length(`token`) - 3), startsWith(`token`, '"s'), concat('"', substring(`token`, 3)), `token`), array(`written`)), 1) AS `json_untagged`,
  (`written`) -> if(startsWith(`written`, '#'), `json_untagged`(substring(`written`, 2)), `written`) AS `json_token`,
  (`token`) -> arrayElement(arrayMap((`parts`) -> concat(arrayElement(`parts`, 1), arrayElement(arrayMap((`digits`) -> arrayElement(arrayMap((`point`) -> if(if(`point` > 18, `digits` != '', 0), 'none', arrayElement(arrayMap((`wide`) -> arrayElement(arrayMap((`at`) -> concat(substring(`wide`, `at` + 13, 18), '.', substring(`wide`, `at` + 31, 9)), array(greatest(least(`point`, 18), -10))), 1), array(concat('000000000000000000000000000000', `digits`, '000000000000000000000000000000'))), 1)), array((toInt64OrZero(replaceRegexpOne(arrayElement(`parts`, 4), '^\\+?(-?)0*([0-9]{0,7}).*$', '\\1\\2')) + length(`digits`)) - length(arrayElement(`parts`, 3)))), 1), array(replaceRegexpOne(concat(arrayElement(`parts`, 2), arrayElement(`parts`, 3)), '^0+', ''))), 1)), array(extractGroups(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'))), 1) AS `plain_number`,
  (`token`, `spelled`) -> multiIf(abs(toDecimal128OrNull(`token`, 9)) < toDecimal128('1000000000000000000', 9), toDecimal128OrNull(`token`, 9), startsWith(`token`, '"'), if(match(`spelled`, '^-?[0-9]{1,18}(\\.[0-9]{1,9})?$'), toDecimal128OrNull(`spelled`, 9), NULL), if(if(isNull(toDecimal128OrNull(`token`, 9)), if(`token` >= '-', `token` < ':', 0), 0), match(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'), 0), toDecimal128OrNull(`plain_number`(`token`), 9), NULL) AS `json_number`,
  (`written`) -> multiIf(startsWith(`written`, '['), JSONExtractArrayRaw(`written`), startsWith(`written`, '#['), arrayMap((`item`) -> concat('#', `item`), JSONExtractArrayRaw(substring(`written`, 2))), JSONExtractArrayRaw('[]')) AS `json_items`,
  (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`,
  (`document`) -> replaceRegexpOne(replaceRegexpAll(replaceRegexpAll(`json_without_half_pairs`(`document`), '"((?:[^"\\\\]|\\\\.)*)"', '"s\\1"'), '((?:"(?:[^"\\\\]|\\\\.)*"|[^"0-9-])*)(-?[0-9][0-9.eE+-]*|$)', '\\1"n\\2"'), '(?:"n")*$', '') AS `json_tagged`,
  (`document`) -> if(match(`document`, '[:,\\[]\\s*-?(?:\\d(?:\\.?\\d){15}|[\\d.]+[eE][+-]?\\d{3})|\\\\u[dD][89a-fA-F]|\\\\[^"]*"\\s*:'), concat('#', `json_tagged`(if(match(`document`, '[:,\\[]\\s*-?(?:\\d(?:\\.?\\d){15}|[\\d.]+[eE][+-]?\\d{3})|\\\\u[dD][89a-fA-F]|\\\\[^"]*"\\s*:'), `document`, ''))), trimBoth(`document`, ' \t\n\r')) AS `json_listed`,
  (`object`, `key`) -> tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = concat('s', `key`)), JSONExtractKeysAndValuesRaw(`object`)), 2) AS `json_member`,
  (`object`, `key`) -> if(startsWith(`object`, '#'), concat('#', `json_member`(substring(`object`, 2), `key`)), multiIf(if(if(countSubstrings(`object`, concat('"', `key`, '"')) = 0, position(`key`, '"') = 0, 0), position(`object`, '\\') = 0, 0), '', if(countSubstrings(`object`, concat('"', `key`, '"')) <= 1, position(`key`, '"') = 0, 0), JSONExtractRaw(`object`, `key`), tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = `key`), JSONExtractKeysAndValuesRaw(`object`)), 2))) AS `json_part`
SELECT `person`
FROM (
  SELECT `person`,
    arrayCount((`item0`) -> arrayElement(arrayMap((`item0_1_token`) -> arrayElement(arrayMap((`item0_1_name`) -> (`item0_1_name` = {p1:String}), array(`json_text`(`item0_1_token`))), 1), array(`json_token`(`item0`))), 1), `trait1_items`) >= 1 AS `leaf0`,
    arrayCount((`item0`) -> arrayElement(arrayMap((`item0_1_token`) -> arrayElement(arrayMap((`item0_1_number`) -> ifNull(`item0_1_number` = toDecimal128({p2:String}, 9), 0), array(`json_number`(`item0_1_token`, `json_text`(`item0_1_token`)))), 1), array(`json_token`(`item0`))), 1), `trait1_items`) >= 1 AS `leaf1`,
    `fact1` >= {p3:UInt64} AS `leaf2`
  FROM (
    SELECT `person`,
      `fact1`,
      `json_items`(`value1_listed`) AS `trait1_items`
    FROM (
      SELECT `person`,
        `fact1`,
        `json_listed`(`value1`) AS `value1_listed`
      FROM (
        SELECT `part`.`person` AS `person`,
          sum(`part`.`fact1`) AS `fact1`,
          max(`part`.`value1`) AS `value1`
        FROM (
          SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
            countIf(`gate1`) AS `fact1`,
            '' AS `value1`
          FROM (
            SELECT `node`,
              `gate1`
            FROM (
              SELECT `node`,
                arrayCount((`member1`, `member2`) -> if(ifNull(`member1` > toDecimal128({p4:String}, 9), 0), NOT (`member2` = {p5:String}), 0), `event_list1_1_number`, `event_list1_2_name`) >= 1 AS `gate1`
              FROM (
                SELECT `node`,
                  if(`event_list1_sure`, arrayMap((`each`) -> toDecimal128OrNull(`each`, 9), tupleElement(`event_list1`, 1)), arrayMap((`each`) -> `json_number`(`each`, `json_text`(`each`)), `event_list1_1_tokens`)) AS `event_list1_1_number`,
                  if(`event_list1_sure`, arrayMap((`each`) -> `each`, tupleElement(`event_list1`, 2)), arrayMap((`each`) -> `json_text`(`each`), `event_list1_2_tokens`)) AS `event_list1_2_name`
                FROM (
                  SELECT `node`,
                    `event_list1`,
                    `event_list1_sure`,
                    if(`event_list1_sure`, CAST(array(), 'Array(String)'), arrayMap((`item`) -> `json_token`(`item`), `event_list1_1_parts`)) AS `event_list1_1_tokens`,
                    if(`event_list1_sure`, CAST(array(), 'Array(String)'), arrayMap((`item`) -> `json_token`(`item`), `event_list1_2_parts`)) AS `event_list1_2_tokens`
                  FROM (
                    SELECT `node`,
                      `event_list1`,
                      `event_list1_sure`,
                      if(`event_list1_sure`, CAST(array(), 'Array(String)'), arrayMap((`item`) -> `json_part`(`item`, {p6:String}), `event_list1_items`)) AS `event_list1_1_parts`,
                      if(`event_list1_sure`, CAST(array(), 'Array(String)'), arrayMap((`item`) -> `json_part`(`item`, {p7:String}), `event_list1_items`)) AS `event_list1_2_parts`
                    FROM (
                      SELECT `node`,
                        `event_list1`,
                        `event_list1_sure`,
                        if(`event_list1_sure`, CAST(array(), 'Array(String)'), if(if(if(NOT startsWith(`listed_properties`, '#'), position({p8:String}, '"') = 0, 0), countSubstrings(`listed_properties`, concat('"', {p8:String}, '"')) <= 1, 0), JSONExtractArrayRaw(`listed_properties`, {p8:String}), `json_items`(`event_list1_list`))) AS `event_list1_items`
                      FROM (
                        SELECT `node`,
                          `listed_properties`,
                          `event_list1`,
                          `event_list1_sure`,
                          if(`event_list1_sure`, '', `json_part`(`listed_properties`, {p8:String})) AS `event_list1_list`
                        FROM (
                          SELECT `node`,
                            `listed_properties`,
                            `event_list1`,
                            least(countSubstrings(`properties`, '[') = 1, notEmpty(`event_list1`), countSubstrings(`properties`, {p9:String}) = arrayCount((`member`) -> (`member` != ''), tupleElement(`event_list1`, 1)), countSubstrings(`properties`, {p10:String}) = arrayCount((`member`) -> (`member` != ''), tupleElement(`event_list1`, 2)), NOT arrayExists((`member`) -> (NOT match(`member`, '^(?:-?[0-9]{1,18}(?:\\.[0-9]{1,9})?$|[A-Za-z]|$)')), tupleElement(`event_list1`, 1))) AS `event_list1_sure`
                          FROM (
                            SELECT `node`,
                              `properties`,
                              `listed_properties`,
                              JSONExtract(`plain_properties`, {p8:String}, {p11:String}) AS `event_list1`
                            FROM (
                              SELECT `node`,
                                `properties`,
                                if(`plain`, `properties`, concat('#', `json_tagged`(if(`plain`, '', `properties`)))) AS `listed_properties`,
                                if(`plain`, `properties`, '') AS `plain_properties`
                              FROM `events_by_name`
                              PREWHERE (`name` = {p12:String}) AND (`time` < fromUnixTimestamp64Milli({p13:Int64}, 'UTC'))
                            ) AS `found`
                          ) AS `found`
                        ) AS `found`
                      ) AS `found`
                    ) AS `found`
                  ) AS `found`
                ) AS `found`
              ) AS `found`
            ) AS `found`
            WHERE `gate1`
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
            argMax(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`) AS `value1`
          FROM (
            SELECT `node`,
              `name`,
              `value`,
              `time`,
              `id_hash`
            FROM `traits`
            PREWHERE (`name` = {p14:String}) AND (`time` <= fromUnixTimestamp64Milli({p15:Int64}, 'UTC'))
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
WHERE if(if(`leaf0`, `leaf1`, 0), 1, `leaf2`)
ORDER BY `person`
LIMIT {p16:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
