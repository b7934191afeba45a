/**
 * The part of W3C SCXML 1.0 (sections 3, 5.2, 5.3, 5.4 and 6.2) that the exporter writes, as XML Schema: which elements stand where, which
 * attributes they have, ids that are unique, and targets and locations that are ids of the same document.
 */
export const scxmlSchema = `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="http://www.w3.org/2005/07/scxml"
           targetNamespace="http://www.w3.org/2005/07/scxml" elementFormDefault="qualified">
  <xs:complexType name="executable">
    <xs:sequence>
      <xs:element name="send" minOccurs="1" maxOccurs="unbounded">
        <xs:complexType><xs:attribute name="event" type="xs:NMTOKEN" use="required"/></xs:complexType>
      </xs:element>
    </xs:sequence>
  </xs:complexType>
  <xs:complexType name="transition">
    <xs:choice minOccurs="0" maxOccurs="unbounded">
      <xs:element name="send">
        <xs:complexType><xs:attribute name="event" type="xs:NMTOKEN" use="required"/></xs:complexType>
      </xs:element>
      <xs:element name="assign">
        <xs:complexType>
          <xs:attribute name="location" type="xs:IDREF" use="required"/>
          <xs:attribute name="expr" type="xs:string" use="required"/>
        </xs:complexType>
      </xs:element>
    </xs:choice>
    <xs:attribute name="event" type="xs:NMTOKENS"/>
    <xs:attribute name="cond" type="xs:string"/>
    <xs:attribute name="target" type="xs:IDREFS"/>
    <xs:attribute name="type"><xs:simpleType><xs:restriction base="xs:string">
      <xs:enumeration value="internal"/><xs:enumeration value="external"/>
    </xs:restriction></xs:simpleType></xs:attribute>
  </xs:complexType>
  <xs:complexType name="state">
    <xs:choice minOccurs="0" maxOccurs="unbounded">
      <xs:element name="onentry" type="executable"/>
      <xs:element name="transition" type="transition"/>
      <xs:element name="state" type="state"/>
      <xs:element name="parallel" type="parallel"/>
      <xs:element name="final" type="final"/>
    </xs:choice>
    <xs:attribute name="id" type="xs:ID" use="required"/>
    <xs:attribute name="initial" type="xs:IDREFS"/>
  </xs:complexType>
  <xs:complexType name="parallel">
    <xs:choice minOccurs="0" maxOccurs="unbounded">
      <xs:element name="onentry" type="executable"/>
      <xs:element name="transition" type="transition"/>
      <xs:element name="state" type="state"/>
      <xs:element name="parallel" type="parallel"/>
    </xs:choice>
    <xs:attribute name="id" type="xs:ID" use="required"/>
  </xs:complexType>
  <xs:complexType name="final">
    <xs:sequence><xs:element name="onentry" type="executable" minOccurs="0"/></xs:sequence>
    <xs:attribute name="id" type="xs:ID" use="required"/>
  </xs:complexType>
  <xs:complexType name="datamodel">
    <xs:sequence>
      <xs:element name="data" maxOccurs="unbounded">
        <xs:complexType>
          <xs:attribute name="id" type="xs:ID" use="required"/>
          <xs:attribute name="expr" type="xs:string" use="required"/>
        </xs:complexType>
      </xs:element>
    </xs:sequence>
  </xs:complexType>
  <xs:element name="scxml">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="datamodel" type="datamodel" minOccurs="0"/>
        <xs:choice minOccurs="1" maxOccurs="unbounded">
          <xs:element name="state" type="state"/>
          <xs:element name="parallel" type="parallel"/>
          <xs:element name="final" type="final"/>
        </xs:choice>
      </xs:sequence>
      <xs:attribute name="version" use="required" fixed="1.0"/>
      <xs:attribute name="name" type="xs:NMTOKEN"/>
      <xs:attribute name="datamodel" type="xs:NMTOKEN"/>
      <xs:attribute name="initial" type="xs:IDREFS"/>
    </xs:complexType>
  </xs:element>
</xs:schema>`;
