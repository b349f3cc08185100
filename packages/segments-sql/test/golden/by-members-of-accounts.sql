-- any member of their account (did order) and no member of their account (did login)
-- p1 = "[\"acme\"]"
-- p2 = "$account"
-- p3 = "[\"it's \\\"odd\\\"\"]"
-- p4 = "account"
-- p5 = "trait"
-- p6 = "value"
-- p7 = "$accounts/"
-- p8 = 1774958400000
-- p9 = 1000
WITH (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`token`) -> arrayElement(arrayMap((`parts`) -> concat(arrayElement(`parts`, 1), arrayElement(arrayMap((`digits`) -> arrayElement(arrayMap((`point`) -> if((`point` > 18) AND (`digits` != ''), 'none', arrayElement(arrayMap((`wide`) -> arrayElement(arrayMap((`at`) -> concat(substring(`wide`, `at` + 13, 18), '.', substring(`wide`, `at` + 31, 9)), array(greatest(least(`point`, 18), -10))), 1), array(concat('000000000000000000000000000000', `digits`, '000000000000000000000000000000'))), 1)), array((toInt64OrZero(replaceRegexpOne(arrayElement(`parts`, 4), '^\\+?(-?)0*([0-9]{0,7}).*$', '\\1\\2')) + length(`digits`)) - length(arrayElement(`parts`, 3)))), 1), array(replaceRegexpOne(concat(arrayElement(`parts`, 2), arrayElement(`parts`, 3)), '^0+', ''))), 1)), array(extractGroups(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'))), 1) AS `plain_number`,
  (`token`, `spelled`) -> multiIf(abs(toDecimal128OrNull(`token`, 9)) < toDecimal128('1000000000000000000', 9), toDecimal128OrNull(`token`, 9), startsWith(`token`, '"'), if(match(`spelled`, '^-?[0-9]{1,18}(\\.[0-9]{1,9})?$'), toDecimal128OrNull(`spelled`, 9), NULL), isNull(toDecimal128OrNull(`token`, 9)) AND ((`token` >= '-') AND (`token` < ':')) AND match(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'), toDecimal128OrNull(`plain_number`(`token`), 9), NULL) AS `json_number`,
  (`token`) -> multiIf(startsWith(`token`, '"'), `json_text`(`token`), `token` IN ('true', 'false'), `token`, ifNull(toString(`json_number`(`token`, `json_text`(`token`))), '')) AS `json_form`,
  (`written`) -> arrayElement(arrayMap((`token`) -> multiIf(startsWith(`token`, '"n'), substring(`token`, 3, length(`token`) - 3), startsWith(`token`, '"s'), concat('"', substring(`token`, 3)), `token`), array(`written`)), 1) AS `json_untagged`,
  (`written`) -> if(startsWith(`written`, '#'), `json_untagged`(substring(`written`, 2)), `written`) AS `json_token`,
  (`object`, `key`) -> tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = concat('s', `key`)), JSONExtractKeysAndValuesRaw(`object`)), 2) AS `json_member`,
  (`object`, `key`) -> if(startsWith(`object`, '#'), concat('#', `json_member`(substring(`object`, 2), `key`)), if((position(`key`, '"') = 0) AND (countSubstrings(`object`, concat('"', `key`, '"')) <= 1), JSONExtractRaw(`object`, `key`), tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = `key`), JSONExtractKeysAndValuesRaw(`object`)), 2))) AS `json_part`,
  (`written`) -> multiIf(startsWith(`written`, '['), JSONExtractArrayRaw(`written`), startsWith(`written`, '#['), arrayMap((`item`) -> concat('#', `item`), JSONExtractArrayRaw(substring(`written`, 2))), JSONExtractArrayRaw('[]')) AS `json_items`,
  (`written`) -> arrayElement(arrayMap((`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`), array(`written`)), 1) AS `json_without_half_pairs`,
  (`document`) -> replaceRegexpOne(replaceRegexpAll(replaceRegexpAll(`json_without_half_pairs`(`document`), '"((?:[^"\\\\]|\\\\.)*)"', '"s\\1"'), '((?:"(?:[^"\\\\]|\\\\.)*"|[^"0-9-])*)(-?[0-9][0-9.eE+-]*|$)', '\\1"n\\2"'), '(?:"n")*$', '') AS `json_tagged`
SELECT `person`
FROM (
  SELECT `person`,
    arrayCount((`item0`) -> arrayElement(arrayMap((`item0_1_token`) -> arrayElement(arrayMap((`item0_1_form`) -> ((`item0_1_form` != '') AND (`item0_1_form` IN JSONExtract({p1:String}, 'Array(String)'))), array(`json_form`(`item0_1_token`))), 1), array(`json_token`(`json_part`(`item0`, {p2:String})))), 1), `trait1_items`) >= 1 AS `leaf0`,
    arrayCount((`item0`) -> arrayElement(arrayMap((`item0_1_token`) -> arrayElement(arrayMap((`item0_1_form`) -> ((`item0_1_form` != '') AND (`item0_1_form` IN JSONExtract({p3:String}, 'Array(String)'))), array(`json_form`(`item0_1_token`))), 1), array(`json_token`(`json_part`(`item0`, {p2:String})))), 1), `trait1_items`) >= 1 AS `leaf1`
  FROM (
    SELECT `person`,
      `json_items`(concat('#', `value1`)) AS `trait1_items`
    FROM (
      SELECT `person`,
        concat('[', arrayStringConcat(arrayMap((`account`) -> concat('{', arrayStringConcat(arrayPushBack(arrayMap((`each`) -> concat(tupleElement(`each`, 2), ':', tupleElement(`each`, 4)), arrayFilter((`each`) -> (tupleElement(`each`, 2) != 'null'), `account`)), concat('"s$account":', tupleElement(arrayElement(`account`, 1), 1))), ','), '}'), arrayFilter((`account`) -> arrayExists((`each`) -> ((tupleElement(`each`, 2) = 'null') AND (tupleElement(`each`, 4) = 'true')), `account`), arraySplit((`each`, `last`) -> (tupleElement(`each`, 1) != tupleElement(`last`, 1)), `value1_latest`, arrayPopBack(arrayPushFront(`value1_latest`, tuple('', '', 0, '')))))), ','), ']') AS `value1`
      FROM (
        SELECT `person`,
          arrayFilter((`each`, `next`) -> ((tupleElement(`next`, 3) = 0) OR (tupleElement(`each`, 1) != tupleElement(`next`, 1)) OR (tupleElement(`each`, 2) != tupleElement(`next`, 2))), `value1_parts`, arrayPopFront(arrayPushBack(`value1_parts`, tuple('', '', 0, '')))) AS `value1_latest`
        FROM (
          SELECT `person`,
            arraySort(arrayMap((`word`, `place`) -> arrayElement(arrayMap((`written`) -> tuple(`json_member`(`written`, {p4:String}), `json_member`(`written`, {p5:String}), `place`, `json_member`(`written`, {p6:String})), array(`json_tagged`(tupleElement(`word`, 3)))), 1), arraySort(`value1_words`), arrayEnumerate(arraySort(`value1_words`)))) AS `value1_parts`
          FROM (
            SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
              groupArrayIf(tuple(`rows`.`time`, `rows`.`id_hash`, `rows`.`value`), `rows`.`name` = {p7:String}) AS `value1_words`
            FROM (
              SELECT `node`,
                `name`,
                `value`,
                `time`,
                `id_hash`
              FROM `traits`
              PREWHERE (`name` = {p7:String}) AND (`time` <= fromUnixTimestamp64Milli({p8:Int64}, 'UTC'))
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
    ) AS `people`
  ) AS `people`
) AS `members`
WHERE `leaf0` AND `leaf1`
ORDER BY `person`
LIMIT {p9:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0
