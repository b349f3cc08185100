-- no member of their account (diagnosis exists)
-- p1 = "fr"
-- p2 = "$account"
-- p3 = "account"
-- p4 = "trait"
-- p5 = "value"
-- p6 = "$consent/research"
-- p7 = "country"
-- p8 = "diagnosis"
-- p9 = "$accounts/"
-- p10 = 1774958400000
WITH (`value`) -> lowerUTF8(replaceAll(replaceAll(`value`, 'Σ', 'σ'), 'İ', 'i')) AS `lower_each`,
  (`token`) -> isInfinite(toFloat64OrZero(`token`)) AS `json_infinite`,
  (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`token`) -> arrayElement(arrayMap((`parts`) -> concat(arrayElement(`parts`, 1), arrayElement(arrayMap((`digits`) -> arrayElement(arrayMap((`point`) -> if((`point` > 18) AND (`digits` != ''), 'none', arrayElement(arrayMap((`wide`) -> arrayElement(arrayMap((`at`) -> concat(substring(`wide`, `at` + 13, 18), '.', substring(`wide`, `at` + 31, 9)), array(greatest(least(`point`, 18), -10))), 1), array(concat('000000000000000000000000000000', `digits`, '000000000000000000000000000000'))), 1)), array((toInt64OrZero(replaceRegexpOne(arrayElement(`parts`, 4), '^\\+?(-?)0*([0-9]{0,7}).*$', '\\1\\2')) + length(`digits`)) - length(arrayElement(`parts`, 3)))), 1), array(replaceRegexpOne(concat(arrayElement(`parts`, 2), arrayElement(`parts`, 3)), '^0+', ''))), 1)), array(extractGroups(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'))), 1) AS `plain_number`,
  (`token`, `spelled`) -> multiIf(abs(toDecimal128OrNull(`token`, 9)) < toDecimal128('1000000000000000000', 9), toDecimal128OrNull(`token`, 9), startsWith(`token`, '"'), if(match(`spelled`, '^-?[0-9]{1,18}(\\.[0-9]{1,9})?$'), toDecimal128OrNull(`spelled`, 9), NULL), isNull(toDecimal128OrNull(`token`, 9)) AND ((`token` >= '-') AND (`token` < ':')) AND match(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'), toDecimal128OrNull(`plain_number`(`token`), 9), NULL) AS `json_number`,
  (`token`) -> multiIf(startsWith(`token`, '"'), `json_text`(`token`), `token` IN ('true', 'false'), `token`, ifNull(toString(`json_number`(`token`, `json_text`(`token`))), '')) AS `json_form`,
  (`written`) -> arrayElement(arrayMap((`token`) -> multiIf(startsWith(`token`, '"n'), substring(`token`, 3, length(`token`) - 3), startsWith(`token`, '"s'), concat('"', substring(`token`, 3)), `token`), array(`written`)), 1) AS `json_untagged`,
  (`written`) -> if(startsWith(`written`, '#'), `json_untagged`(substring(`written`, 2)), `written`) AS `json_token`,
  (`object`, `key`) -> tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = concat('s', `key`)), JSONExtractKeysAndValuesRaw(`object`)), 2) AS `json_member`,
  (`object`, `key`) -> if(startsWith(`object`, '#'), concat('#', `json_member`(substring(`object`, 2), `key`)), if((position(`key`, '"') = 0) AND (countSubstrings(`object`, concat('"', `key`, '"')) <= 1), JSONExtractRaw(`object`, `key`), tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = `key`), JSONExtractKeysAndValuesRaw(`object`)), 2))) AS `json_part`,
  (`written`) -> arrayElement(arrayMap((`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`), array(`written`)), 1) AS `json_without_half_pairs`,
  (`written`) -> multiIf(startsWith(`written`, '['), JSONExtractArrayRaw(`written`), startsWith(`written`, '#['), arrayMap((`item`) -> concat('#', `item`), JSONExtractArrayRaw(substring(`written`, 2))), JSONExtractArrayRaw('[]')) AS `json_items`,
  (`document`) -> replaceRegexpOne(replaceRegexpAll(replaceRegexpAll(`json_without_half_pairs`(`document`), '"((?:[^"\\\\]|\\\\.)*)"', '"s\\1"'), '((?:"(?:[^"\\\\]|\\\\.)*"|[^"0-9-])*)(-?[0-9][0-9.eE+-]*|$)', '\\1"n\\2"'), '(?:"n")*$', '') AS `json_tagged`
SELECT count() AS `accounts`,
  countIf((`held` >= 0) AND (`held` <= 0)) AS `holds0`,
  arraySlice(groupArrayIf(`account`, (`held` >= 0) AND (`held` <= 0)), 1, 20000) AS `passing0`
FROM (
  SELECT `account`,
    count() AS `members`,
    countIf(`each`.`held`) AS `held`
  FROM (
    SELECT arrayJoin(`account_ids`) AS `account`,
      `leaf3` AS `held`
    FROM (
      SELECT `person`,
        `trait1_token` = 'true' AS `leaf0`,
        `lower_each`(`trait2_name`) = `lower_each`({p1:String}) AS `leaf1`,
        `trait1_token` = 'false' AS `leaf2`,
        (NOT (`trait3_token` IN ('', 'null', '""'))) AND (NOT `json_infinite`(`trait3_token`)) AS `leaf3`,
        arrayMap((`account`) -> `json_form`(`json_token`(`json_part`(`account`, {p2:String}))), `trait4_items`) AS `account_ids`
      FROM (
        SELECT `person`,
          `json_without_half_pairs`(trimBoth(`value1`, ' \t\n\r')) AS `trait1_token`,
          `json_text`(`json_without_half_pairs`(trimBoth(`value2`, ' \t\n\r'))) AS `trait2_name`,
          `json_without_half_pairs`(trimBoth(`value3`, ' \t\n\r')) AS `trait3_token`,
          `json_items`(concat('#', `value4`)) AS `trait4_items`
        FROM (
          SELECT `person`,
            `value1`,
            `value2`,
            `value3`,
            concat('[', arrayStringConcat(arrayMap((`account`) -> concat('{', arrayStringConcat(arrayPushBack(arrayMap((`each`) -> concat(tupleElement(`each`, 2), ':', tupleElement(`each`, 4)), arrayFilter((`each`) -> (tupleElement(`each`, 2) != 'null'), `account`)), concat('"s$account":', tupleElement(arrayElement(`account`, 1), 1))), ','), '}'), arrayFilter((`account`) -> arrayExists((`each`) -> ((tupleElement(`each`, 2) = 'null') AND (tupleElement(`each`, 4) = 'true')), `account`), arraySplit((`each`, `last`) -> (tupleElement(`each`, 1) != tupleElement(`last`, 1)), `value4_latest`, arrayPopBack(arrayPushFront(`value4_latest`, tuple('', '', 0, '')))))), ','), ']') AS `value4`
          FROM (
            SELECT `person`,
              `value1`,
              `value2`,
              `value3`,
              arrayFilter((`each`, `next`) -> ((tupleElement(`next`, 3) = 0) OR (tupleElement(`each`, 1) != tupleElement(`next`, 1)) OR (tupleElement(`each`, 2) != tupleElement(`next`, 2))), `value4_parts`, arrayPopFront(arrayPushBack(`value4_parts`, tuple('', '', 0, '')))) AS `value4_latest`
            FROM (
              SELECT `person`,
                `value1`,
                `value2`,
                `value3`,
                arraySort(arrayMap((`word`, `place`) -> arrayElement(arrayMap((`written`) -> tuple(`json_member`(`written`, {p3:String}), `json_member`(`written`, {p4:String}), `place`, `json_member`(`written`, {p5:String})), array(`json_tagged`(tupleElement(`word`, 3)))), 1), arraySort(`value4_words`), arrayEnumerate(arraySort(`value4_words`)))) AS `value4_parts`
              FROM (
                SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
                  argMaxIf(`rows`.`value`, tuple(`rows`.`time`, `rows`.`id_hash`), `rows`.`name` = {p6:String}) AS `value1`,
                  argMaxIf(`rows`.`value`, tuple(`rows`.`time`, `rows`.`id_hash`), `rows`.`name` = {p7:String}) AS `value2`,
                  argMaxIf(`rows`.`value`, tuple(`rows`.`time`, `rows`.`id_hash`), `rows`.`name` = {p8:String}) AS `value3`,
                  groupArrayIf(tuple(`rows`.`time`, `rows`.`id_hash`, `rows`.`value`), `rows`.`name` = {p9:String}) AS `value4_words`
                FROM (
                  SELECT `node`,
                    `name`,
                    `value`,
                    `time`,
                    `id_hash`
                  FROM `traits`
                  PREWHERE (`name` IN ({p6:String}, {p7:String}, {p8:String}, {p9:String})) AND (`time` <= fromUnixTimestamp64Milli({p10:Int64}, 'UTC'))
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
    ) AS `people`
    WHERE `leaf0` OR ((NOT `leaf1`) AND (NOT `leaf2`))
  ) AS `each`
  GROUP BY `account`
) AS `counted`
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0
