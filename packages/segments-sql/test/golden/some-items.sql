-- median of order.lines.price (where sku is "y") < 10 and distinct count of order.lines.sku = 1
-- p1 = "10"
-- p2 = "1"
-- p3 = "y"
-- p4 = "price"
-- p5 = "sku"
-- p6 = "lines"
-- p7 = "\"price\""
-- p8 = "\"sku\""
-- p9 = "Array(Tuple(`price` String, `sku` String))"
-- p10 = "Array(Tuple(`sku` String))"
-- p11 = "order"
-- p12 = 1774958400001
-- p13 = 1000
WITH (`token`) -> arrayElement(arrayMap((`parts`) -> concat(arrayElement(`parts`, 1), arrayElement(arrayMap((`digits`) -> arrayElement(arrayMap((`point`) -> if(if(`point` > 18, `digits` != '', 0), 'none', arrayElement(arrayMap((`wide`) -> arrayElement(arrayMap((`at`) -> concat(substring(`wide`, `at` + 13, 18), '.', substring(`wide`, `at` + 31, 9)), array(greatest(least(`point`, 18), -10))), 1), array(concat('000000000000000000000000000000', `digits`, '000000000000000000000000000000'))), 1)), array((toInt64OrZero(replaceRegexpOne(arrayElement(`parts`, 4), '^\\+?(-?)0*([0-9]{0,7}).*$', '\\1\\2')) + length(`digits`)) - length(arrayElement(`parts`, 3)))), 1), array(replaceRegexpOne(concat(arrayElement(`parts`, 2), arrayElement(`parts`, 3)), '^0+', ''))), 1)), array(extractGroups(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'))), 1) AS `plain_number`,
  (`token`, `spelled`) -> multiIf(abs(toDecimal128OrNull(`token`, 9)) < toDecimal128('1000000000000000000', 9), toDecimal128OrNull(`token`, 9), startsWith(`token`, '"'), if(match(`spelled`, '^-?[0-9]{1,18}(\\.[0-9]{1,9})?$'), toDecimal128OrNull(`spelled`, 9), NULL), if(if(isNull(toDecimal128OrNull(`token`, 9)), if(`token` >= '-', `token` < ':', 0), 0), match(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'), 0), toDecimal128OrNull(`plain_number`(`token`), 9), NULL) AS `json_number`,
  (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`token`) -> multiIf(startsWith(`token`, '"'), `json_text`(`token`), `token` IN ('true', 'false'), `token`, ifNull(toString(`json_number`(`token`, `json_text`(`token`))), '')) AS `json_form`,
  (`written`) -> arrayElement(arrayMap((`token`) -> multiIf(startsWith(`token`, '"n'), substring(`token`, 3, length(`token`) - 3), startsWith(`token`, '"s'), concat('"', substring(`token`, 3)), `token`), array(`written`)), 1) AS `json_untagged`,
  (`written`) -> if(startsWith(`written`, '#'), `json_untagged`(substring(`written`, 2)), `written`) AS `json_token`,
  (`object`, `key`) -> tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = concat('s', `key`)), JSONExtractKeysAndValuesRaw(`object`)), 2) AS `json_member`,
  (`object`, `key`) -> if(startsWith(`object`, '#'), concat('#', `json_member`(substring(`object`, 2), `key`)), multiIf(if(if(countSubstrings(`object`, concat('"', `key`, '"')) = 0, position(`key`, '"') = 0, 0), position(`object`, '\\') = 0, 0), '', if(countSubstrings(`object`, concat('"', `key`, '"')) <= 1, position(`key`, '"') = 0, 0), JSONExtractRaw(`object`, `key`), tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = `key`), JSONExtractKeysAndValuesRaw(`object`)), 2))) AS `json_part`,
  (`written`) -> multiIf(startsWith(`written`, '['), JSONExtractArrayRaw(`written`), startsWith(`written`, '#['), arrayMap((`item`) -> concat('#', `item`), JSONExtractArrayRaw(substring(`written`, 2))), JSONExtractArrayRaw('[]')) AS `json_items`,
  (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`,
  (`document`) -> replaceRegexpOne(replaceRegexpAll(replaceRegexpAll(`json_without_half_pairs`(`document`), '"((?:[^"\\\\]|\\\\.)*)"', '"s\\1"'), '((?:"(?:[^"\\\\]|\\\\.)*"|[^"0-9-])*)(-?[0-9][0-9.eE+-]*|$)', '\\1"n\\2"'), '(?:"n")*$', '') AS `json_tagged`
SELECT `person`
FROM (
  SELECT `person`,
    ifNull((`fact1` + `fact2`) < (toDecimal128({p1:String}, 9) + toDecimal128({p1:String}, 9)), 0) AS `leaf0`,
    toDecimal128(`fact3`, 9) = toDecimal128({p2:String}, 9) AS `leaf1`
  FROM (
    SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
      medianExactLowArrayIf(arrayMap((`number`) -> toNullable(`number`), `list1_numbers`), 1) AS `fact1`,
      medianExactHighArrayIf(arrayMap((`number`) -> toNullable(`number`), `list1_numbers`), 1) AS `fact2`,
      uniqExactArrayIf(`list2_forms`, 1) AS `fact3`
    FROM (
      SELECT `node`,
        if(`later_list1_sure`, arrayMap((`number`) -> assumeNotNull(`number`), arrayFilter((`member1`, `member2`) -> if(isNotNull(`member1`), `member2` = {p3:String}, 0), `later_list1_1_number`, `later_list1_2_name`)), arrayMap((`number`) -> assumeNotNull(`number`), arrayFilter((`number`) -> isNotNull(`number`), arrayMap((`token`) -> `json_number`(`token`, `json_text`(`token`)), `list1_tokens`)))) AS `list1_numbers`,
        if(`later_list2_sure`, arrayFilter((`member1`) -> (`member1` != ''), `later_list2_1_form`), arrayFilter((`form`) -> (`form` != ''), arrayMap((`token`) -> `json_form`(`token`), `list2_tokens`))) AS `list2_forms`
      FROM (
        SELECT `node`,
          `later_list1_sure`,
          `later_list2_sure`,
          `later_list1_1_number`,
          `later_list1_2_name`,
          `later_list2_1_form`,
          `list2_tokens`,
          arrayMap((`value`) -> `json_token`(`value`), `list1_step3`) AS `list1_tokens`
        FROM (
          SELECT `node`,
            `later_list1_sure`,
            `later_list2_sure`,
            `later_list1_1_number`,
            `later_list1_2_name`,
            `later_list2_1_form`,
            arrayMap((`value`) -> `json_part`(`value`, {p4:String}), `list1_step2`) AS `list1_step3`,
            arrayMap((`value`) -> `json_token`(`value`), `list2_step2`) AS `list2_tokens`
          FROM (
            SELECT `node`,
              `later_list1_sure`,
              `later_list2_sure`,
              `later_list1_1_number`,
              `later_list1_2_name`,
              `later_list2_1_form`,
              arrayFilter((`item`) -> arrayElement(arrayMap((`item_1_token`) -> arrayElement(arrayMap((`item_1_name`) -> (`item_1_name` = {p3:String}), array(`json_text`(`item_1_token`))), 1), array(`json_token`(`json_part`(`item`, {p5:String})))), 1), `list1_step1`) AS `list1_step2`,
              arrayMap((`value`) -> `json_part`(`value`, {p5:String}), `list2_step1`) AS `list2_step2`
            FROM (
              SELECT `node`,
                `later_list1_sure`,
                `later_list2_sure`,
                `later_list1_1_number`,
                `later_list1_2_name`,
                `later_list2_1_form`,
                if(NOT `later_list1_sure`, if(if(if(NOT startsWith(`listed_properties`, '#'), position({p6:String}, '"') = 0, 0), countSubstrings(`listed_properties`, concat('"', {p6:String}, '"')) <= 1, 0), JSONExtractArrayRaw(`listed_properties`, {p6:String}), `json_items`(`list1_found`)), CAST(array(), 'Array(String)')) AS `list1_step1`,
                if(NOT `later_list2_sure`, if(substring(`list2_found`, if(startsWith(`list2_found`, '#'), 2, 1), 1) = '[', if(if(if(NOT startsWith(`listed_properties`, '#'), position({p6:String}, '"') = 0, 0), countSubstrings(`listed_properties`, concat('"', {p6:String}, '"')) <= 1, 0), JSONExtractArrayRaw(`listed_properties`, {p6:String}), `json_items`(`list2_found`)), array(`list2_found`)), CAST(array(), 'Array(String)')) AS `list2_step1`
              FROM (
                SELECT `node`,
                  `listed_properties`,
                  `later_list1_sure`,
                  `later_list2_sure`,
                  `later_list1_1_number`,
                  `later_list1_2_name`,
                  `later_list2_1_form`,
                  if(NOT `later_list1_sure`, `json_part`(`listed_properties`, {p6:String}), '') AS `list1_found`,
                  if(NOT `later_list2_sure`, `json_part`(`listed_properties`, {p6:String}), '') AS `list2_found`
                FROM (
                  SELECT `node`,
                    `listed_properties`,
                    `later_list1_sure`,
                    `later_list2_sure`,
                    arrayMap((`each`) -> toDecimal128OrNull(`each`, 9), tupleElement(`later_list1`, 1)) AS `later_list1_1_number`,
                    arrayMap((`each`) -> `each`, tupleElement(`later_list1`, 2)) AS `later_list1_2_name`,
                    arrayMap((`each`) -> `each`, tupleElement(`later_list2`, 1)) AS `later_list2_1_form`
                  FROM (
                    SELECT `node`,
                      `listed_properties`,
                      `later_list1`,
                      `later_list2`,
                      least(countSubstrings(`properties`, '[') = 1, notEmpty(`later_list1`), countSubstrings(`properties`, {p7:String}) = arrayCount((`member`) -> (`member` != ''), tupleElement(`later_list1`, 1)), countSubstrings(`properties`, {p8:String}) = arrayCount((`member`) -> (`member` != ''), tupleElement(`later_list1`, 2)), NOT arrayExists((`member`) -> (NOT match(`member`, '^(?:-?[0-9]{1,18}(?:\\.[0-9]{1,9})?$|[A-Za-z]|$)')), tupleElement(`later_list1`, 1))) AS `later_list1_sure`,
                      least(countSubstrings(`properties`, '[') = 1, notEmpty(`later_list2`), countSubstrings(`properties`, {p8:String}) = arrayCount((`member`) -> (`member` != ''), tupleElement(`later_list2`, 1)), NOT arrayExists((`member`) -> match(`member`, '^(?:-?[0-9.]+[eE]|-?[0-9]+\\.[0-9]{10}|-?[0-9]{19}|-0$|\\{)'), tupleElement(`later_list2`, 1))) AS `later_list2_sure`
                    FROM (
                      SELECT `node`,
                        `properties`,
                        `listed_properties`,
                        JSONExtract(`plain_properties`, {p6:String}, {p9:String}) AS `later_list1`,
                        JSONExtract(`plain_properties`, {p6:String}, {p10:String}) AS `later_list2`
                      FROM (
                        SELECT `node`,
                          `properties`,
                          if(`plain`, `properties`, concat('#', `json_tagged`(if(`plain`, '', `properties`)))) AS `listed_properties`,
                          if(`plain`, `properties`, '') AS `plain_properties`
                        FROM `events_by_name`
                        PREWHERE (`name` = {p11:String}) AND (`time` < fromUnixTimestamp64Milli({p12:Int64}, 'UTC'))
                      ) AS `found`
                    ) AS `found`
                  ) AS `found`
                ) AS `found`
              ) AS `found`
            ) AS `found`
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
WHERE `leaf0` AND `leaf1`
ORDER BY `person`
LIMIT {p13:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
