SET foreign_key_checks=0;
CREATE DATABASE objects CHARACTER SET latin1 COLLATE latin1_german1_ci;
CREATE DATABASE other;
USE objects;
CREATE SEQUENCE numbers START WITH 100 INCREMENT BY 5 CACHE 10 CYCLE;
SELECT NEXTVAL(numbers), NEXTVAL(numbers);
CREATE TABLE child (
  id BIGINT NOT NULL DEFAULT NEXTVAL(numbers) PRIMARY KEY, parent INT, note VARCHAR(20) INVISIBLE DEFAULT 'unseen',
  CONSTRAINT to_parent FOREIGN KEY (parent) REFERENCES zparent (id) ON DELETE CASCADE) ENGINE=InnoDB;
USE objects;
SET foreign_key_checks=1;
CREATE TABLE zparent (
  id INT AUTO_INCREMENT PRIMARY KEY, price DECIMAL(10,2) NOT NULL, tax DECIMAL(10,2) AS (price * 0.2) STORED,
  total DECIMAL(11,2) AS (price + tax) VIRTUAL, words TEXT, FULLTEXT KEY (words), UNIQUE KEY (price),
  KEY by_total (total), CHECK (price >= 0)) COMMENT 'it''s; -- a /* comment' AUTO_INCREMENT=1000;
CREATE TABLE `part``s` (id INT, made DATE, PRIMARY KEY (id, made))
  PARTITION BY RANGE (YEAR(made)) SUBPARTITION BY HASH (id) SUBPARTITIONS 2
  (PARTITION old VALUES LESS THAN (2000), PARTITION recent VALUES LESS THAN MAXVALUE);
INSERT INTO zparent (price, words) VALUES (10, 'ten words'), (20, 'twenty');
SET sql_mode='NO_AUTO_VALUE_ON_ZERO';
INSERT INTO zparent (id, price, words) VALUES (0, 30, NULL);
INSERT INTO child (parent, note) VALUES (1000, 'seen'), (1001, NULL);
INSERT INTO `part``s` VALUES (1,'1999-12-31'),(1,'2000-01-01'),(2,'2020-02-29');

USE objects;
DELIMITER //
CREATE FUNCTION twice (x DECIMAL(10,2)) RETURNS DECIMAL(12,2) DETERMINISTIC
BEGIN
  -- it's a comment; with a delimiter
  RETURN x * 2;
END//
CREATE PROCEDURE fill_in (IN n INT, OUT done VARCHAR(20))
BEGIN
  DECLARE i INT DEFAULT 0;
  WHILE i < n DO SET i = i + 1; END WHILE;
  SET done = CONCAT('did ', i, ';;');
END//
SET SESSION sql_mode='ORACLE'//
CREATE PACKAGE tools AS FUNCTION one RETURN INT; END;//
CREATE PACKAGE BODY tools AS FUNCTION one RETURN INT AS BEGIN RETURN 1; END; END;//
SET SESSION sql_mode='ANSI_QUOTES'//
CREATE TRIGGER "zz first" BEFORE INSERT ON zparent FOR EACH ROW SET NEW.words = CONCAT('t:', NEW.words)//
SET SESSION sql_mode=''//
CREATE TRIGGER second BEFORE INSERT ON zparent FOR EACH ROW FOLLOWS `zz first`
  SET NEW.words = CONCAT(NEW.words, ':é')//
SET SESSION time_zone='+05:00'//
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2037-01-01 00:00:00' DISABLE
  DO BEGIN DELETE FROM child WHERE id < 0; END//
DELIMITER ;
CREATE VIEW b_view AS SELECT id, price, total FROM zparent;
CREATE VIEW a_view AS SELECT * FROM b_view WHERE twice(price) > 25;
